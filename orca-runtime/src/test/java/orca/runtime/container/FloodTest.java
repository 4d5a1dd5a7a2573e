package orca.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.runtime.loop.InboxFigures;
import orca.runtime.loop.InboxLimits;
import orca.wire.management.ChangeCommand;
import orca.wire.management.CloseCommand;
import orca.wire.management.Filter;
import orca.wire.trust.AddressBook;
import orca.wire.trust.Endpoint;
import orca.wire.trust.Fingerprint;
import orca.wire.trust.Identity;
import orca.wire.trust.Limits;
import orca.wire.trust.Peer;
import orca.wire.trust.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What one guest, a stranger, or a peer that hangs can do to a guest that renews its lease: nothing. */
@Timeout(300)
class FloodTest {
    private static final int PORT_OF_URL = 2;

    @TempDir
    private Path folder;

    private final Hostile hostile = new Hostile();
    private Village village;
    private Instant end;

    @BeforeEach
    void settle() throws Exception {
        village = new Village(folder).startAll();
        village.client("lab").request(Laboratory.machine("r1", "1h"));
        end = village.until("r1", "active").reservation().term().orElseThrow().end();
    }

    @AfterEach
    void leave() {
        hostile.close();
        village.close();
    }

    private void know(String whose, String name, Role role, Identity key, List<Endpoint> at) throws Exception {
        AddressBook.change(village.home(whose), book -> book.with(new Peer(name, role, new Fingerprint(key.principal()), at,
                Limits.NONE, "", Optional.of(Instant.EPOCH))));
    }

    private void renew(int times) {
        for (int i = 0; i < times; i++) {
            end = end.plus(Duration.ofHours(1));
            village.client("lab").change(new ChangeCommand(Optional.empty(), false, Optional.empty(), "r1", Optional.empty(),
                    Optional.of(Duration.ofHours(1)), Optional.empty(), Map.of(), List.of()));
            village.await("lab", "the lease is longer", client -> client.reservations(Filter.id("r1")).items().get(0).term()
                    .orElseThrow().end().equals(end));
            village.await("lab", "the site knows it", client -> client.reservations(Filter.id("r1")).items().get(0).state()
                    .equals("active"));
        }
    }

    private InboxFigures inbox(String name) {
        return village.container(name).actors().named(name).orElseThrow().loop().inbox();
    }

    private static void bounded(InboxFigures figures) {
        InboxLimits limits = InboxLimits.USUAL;
        assertThat(figures.living() + figures.fresh()).isLessThanOrEqualTo(limits.messages());
        assertThat(figures.bytes()).isLessThanOrEqualTo(limits.bytes());
    }

    @Test
    void aGuestThatAsksForTenThousandThingsDelaysNobodyElsesRenewal() throws Exception {
        Identity flood = Identity.generate();
        know("market", "flood", Role.SERVICE_MANAGER, flood, List.of());
        for (int i = 0; i < 4; i++) {
            hostile.asksWithoutEnd(village.url("market"), village.key("market"), flood, "licence");
        }
        while (hostile.sent.get() < 10_000) {
            renew(1);
            bounded(inbox("market"));
        }
        renew(2);
        assertThat(hostile.taken.get()).as("the guest is heard, in its turn").isPositive();
        village.client("lab").request(Laboratory.machine("r2", "1h"));
        village.until("r2", "active");
        village.client("lab").close(new CloseCommand(Optional.empty(), false, Optional.empty(), "r1"));
        village.until("r1", "closed");
        assertThat(village.client("market").tickets(Filter.id("r2")).items()).as("its operator is heard as well").isNotEmpty();
    }

    @Test
    void aGuestThatHasAllThatOneMayHaveIsSentAwayUnreadAndNothingOfItIsWrittenDown() throws Exception {
        Identity flood = Identity.generate();
        know("market", "flood", Role.SERVICE_MANAGER, flood, List.of());
        village.stop("market");
        village.broker("{per-holder: 1000}").start("market");
        hostile.asksWithoutEnd(village.url("market"), village.key("market"), flood, "licence");
        hostile.asksWithoutEnd(village.url("market"), village.key("market"), flood, "licence");
        while (hostile.unread.get() == 0) {
            renew(1);
        }
        // Of calls that were under way then, some may be taken still.
        long taken;
        do {
            taken = hostile.taken.get();
            renew(1);
        } while (hostile.taken.get() != taken);
        renew(2);
        assertThat(hostile.later.get()).as("it was told when to come again").isPositive();
        assertThat(hostile.taken.get()).isEqualTo(taken);
        assertThat(village.client("market").tickets(Filter.ALL).items()).as("1,000 wait, 1,000 are over, and the guest's")
                .hasSizeLessThanOrEqualTo(2_001);
        village.client("lab").request(Laboratory.machine("r2", "1h"));
        village.until("r2", "active");
    }

    @Test
    void strangersWithAnyNumberOfKeysDelayNoRenewalAtASite() throws Exception {
        hostile.endsWhatNeverWas(village.url("duke"), village.key("duke"));
        hostile.endsWhatNeverWas(village.url("duke"), village.key("duke"));
        while (hostile.sent.get() < 5_000) {
            renew(1);
            bounded(inbox("duke"));
        }
        renew(1);
        assertThat(inbox("duke").lanes()).as("they have one lane together").isLessThanOrEqualTo(3);
    }

    @Test
    void callersWhoSayAByteNowAndThenCostOthersNothing() throws Exception {
        int port = Integer.parseInt(village.url("market").split("[:/]+")[PORT_OF_URL]);
        hostile.dribblesAt(port, "127.0.0.2", 128);
        hostile.dribblesAt(port, "127.0.0.3", 128);
        renew(2);
    }

    @Test
    void peersThatHangCostThoseThatAnswerNothing() throws Exception {
        know("lab", "hole", Role.BROKER, Identity.generate(),
                List.of(Endpoint.parse("http://127.0.0.1:" + hostile.silent() + "/soap/hole")));
        know("lab", "drip", Role.BROKER, Identity.generate(),
                List.of(Endpoint.parse("http://127.0.0.1:" + hostile.dribbling() + "/soap/drip")));
        for (int i = 0; i < 20; i++) {
            for (String broker : List.of("hole", "drip")) {
                village.client("lab").request(Laboratory.request("{\"wishes\": [{\"id\": \"" + broker + i + "\", \"broker\": \""
                        + broker + "\", \"type\": \"licence\", \"length\": \"1h\"}]}"));
            }
        }
        renew(2);
        village.client("lab").request(Laboratory.request("{\"wishes\": [{\"id\": \"r2\", \"broker\": \"market\","
                + " \"type\": \"licence\", \"length\": \"1h\"}]}"));
        village.until("r2", "active");
        assertThat(village.client("lab").reservations(Filter.id("hole0")).items().get(0).state()).isEqualTo("ticketing");
    }
}
