package orca.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.contract.Assurance;
import orca.core.contract.ReservationId;
import orca.core.contract.Stamp;
import orca.core.protocol.Message;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.TypeName;
import orca.core.ticket.Demand;
import orca.core.time.Term;
import orca.wire.call.CallRefused;
import orca.wire.call.Operation;
import orca.wire.management.ChangeCommand;
import orca.wire.management.CloseCommand;
import orca.wire.management.Filter;
import orca.wire.management.ReservationView;
import orca.wire.paper.ChainCheck;
import orca.wire.paper.SealedChain;
import orca.wire.paper.Sealing;
import orca.wire.protocol.MessageForm;
import orca.wire.soap.SoapLine;
import orca.wire.soap.SoapSettings;
import orca.wire.trust.AddressBook;
import orca.wire.trust.Expected;
import orca.wire.trust.Identity;
import orca.wire.trust.Seals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class SeparateActorsTest {
    @TempDir
    private Path folder;

    @Test
    void aLeaseLivesBetweenThreeContainersThatKnowEachOtherByKeysOnly() throws Exception {
        try (Village village = new Village(folder).startAll()) {
            assertThat(village.client("lab").request(Laboratory.machine("r1", "1h")).ids()).containsExactly("r1");
            ReservationView active = village.until("r1", "active").reservation();
            assertThat(active.broker()).isEqualTo("market");
            assertThat(active.authority()).hasValueSatisfying(site ->
                    assertThat(village.key("duke").principal().value()).startsWith(site.replace("..", "")));
            assertThat(village.client("duke").units(Filter.LIVE).items()).singleElement()
                    .satisfies(u -> assertThat(u.state()).isEqualTo("ready"));

            Instant before = active.term().orElseThrow().end();
            village.client("lab").change(new ChangeCommand(Optional.empty(), false, Optional.empty(), "r1", Optional.empty(),
                    Optional.of(Duration.ofHours(1)), Optional.empty(), Map.of(), List.of()));
            village.await("lab", "the lease is longer", client -> client.reservations(Filter.id("r1")).items().get(0).term()
                    .orElseThrow().end().equals(before.plus(Duration.ofHours(1))));
            village.until("r1", "active");

            village.client("lab").close(new CloseCommand(Optional.empty(), false, Optional.empty(), "r1"));
            village.until("r1", "closed");
            assertThat(village.client("duke").units(Filter.LIVE).items()).isEmpty();
        }
    }

    @Test
    void theyMayCallByXmlRpcAsWell() throws Exception {
        try (Village village = new Village(folder, true).startAll()) {
            village.client("lab").request(Laboratory.machine("r1", "1h"));
            village.until("r1", "active");
            village.client("lab").close(new CloseCommand(Optional.empty(), false, Optional.empty(), "r1"));
            village.until("r1", "closed");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoeverGetsAnotherKeyIsStillTheSame(boolean rpc) throws Exception {
        try (Village village = new Village(folder, rpc).startAll()) {
            village.client("lab").request(Laboratory.machine("r1", "1h"));
            Instant before = village.until("r1", "active").reservation().term().orElseThrow().end();
            Identity old = village.key("market");
            for (String name : List.of("market", "lab", "duke")) {
                village.rekey(name);
            }
            village.client("lab").change(new ChangeCommand(Optional.empty(), false, Optional.empty(), "r1", Optional.empty(),
                    Optional.of(Duration.ofHours(1)), Optional.empty(), Map.of(), List.of()));
            village.await("lab", "the lease is longer", client -> client.reservations(Filter.id("r1")).items().get(0).term()
                    .orElseThrow().end().equals(before.plus(Duration.ofHours(1))));
            village.client("lab").request(Laboratory.machine("r2", "1h"));
            village.until("r2", "active");
            SealedChain papers = SealedChain.fromFile(village.client("lab").contract("r2", Optional.empty()).file());
            assertThat(new ChainCheck(new Seals()).check(papers).broken()).as("by itself, anywhere").isEmpty();

            AddressBook.change(village.home("duke"), book -> book.succeeded(village.key("market").lineage()));
            String succeeded = "this key of market was succeeded by " + village.key("market").known().principal();
            assertThat(answer(village, "duke", old, succeeded)).contains(succeeded);
            village.client("lab").close(new CloseCommand(Optional.empty(), false, Optional.empty(), "r1"));
            village.until("r1", "closed");
        }
    }

    @Test
    void whoeverIsRestartedInBetweenGoesOnWhereItWas() throws Exception {
        try (Village village = new Village(folder).startAll()) {
            village.client("lab").request(Laboratory.machine("r1", "1h"));
            village.until("r1", "active");
            for (String name : List.of("duke", "market", "lab")) {
                village.stop(name);
                if (name.equals("market")) {
                    village.client("lab").close(new CloseCommand(Optional.empty(), false, Optional.empty(), "r1"));
                    village.client("lab").request(Laboratory.machine("r2", "1h"));
                }
                village.start(name);
            }
            village.until("r1", "closed");
            village.until("r2", "active");
        }
    }

    @Test
    void aGuestGetsWhatItsBrokerLetsItAskFor() throws Exception {
        try (Village village = new Village(folder).startAll()) {
            village.client("lab").request(Laboratory.request(
                    "{\"wishes\": [{\"id\": \"r1\", \"type\": \"licence\", \"units\": 5, \"length\": \"1h\"}]}"));
            ReservationView failed = village.until("r1", "failed").reservation();
            assertThat(failed.reason()).contains("demand.units: may be at most 4, got 5");

            AddressBook.change(village.home("market"), book -> book.without("lab"));
            assertThat(answer(village, "market", village.key("lab"), "is not known here"))
                    .contains(village.key("lab").principal().value()).contains("orca trust add");
        }
    }

    /** What {@code by} is told, sooner or later: an address book is read again within a second. */
    private static String answer(Village village, String whom, Identity by, String part) throws Exception {
        try (SoapLine line = new SoapLine(URI.create(village.url(whom)), Expected.of(village.key(whom).principal()), by,
                SoapSettings.USUAL, Clock.systemUTC())) {
            long deadline = System.nanoTime() + Village.PATIENCE.toNanos();
            String answer = "";
            while (!answer.contains(part) && System.nanoTime() < deadline) {
                answer = heard(line);
            }
            return answer;
        }
    }

    /** What a broker says to a demand that comes from the lab's key. */
    private static String heard(SoapLine line) throws Exception {
        Term hour = Term.of(Term.grain(Instant.now()), Duration.ofHours(1));
        Message demand = new Message.TicketDemand(new ReservationId("x"), new Stamp(1, 1), true,
                new Demand(new TypeName("licence"),
                1, 1, Amounts.EMPTY, hour, hour.start(), Optional.empty(), Assurance.RESERVED, Optional.empty(),
                PropertyList.NONE), Stamp.NONE);
        MessageForm form = new MessageForm(new Sealing(who -> Optional.empty()), new ChainCheck(new Seals()));
        try {
            return line.call(Operation.REQUEST, form.write(demand)).toString();
        } catch (CallRefused e) {
            return e.kind() + ": " + e.getMessage();
        }
    }
}
