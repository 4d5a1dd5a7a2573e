package orca.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import orca.authority.state.LeaseImage;
import orca.authority.state.UnitImage;
import orca.core.handler.Action;
import orca.core.journal.Group;
import orca.core.journal.JournalRecord;
import orca.core.lease.LeaseState;
import orca.core.lease.UnitId;
import orca.runtime.hosting.HostedActor.Role;
import orca.runtime.hosting.PastActor;
import orca.runtime.journal.H2Store;
import orca.runtime.journal.JournalFiles;
import orca.runtime.journal.JournalReading;
import orca.runtime.journal.JournalStore;
import orca.runtime.journal.PostgresPlace;
import orca.runtime.journal.PostgresStore;
import orca.servicemanager.record.ReservationImage;
import orca.testkit.FreePort;
import orca.testkit.PostgresServer;
import orca.wire.management.ChangeCommand;
import orca.wire.management.Filter;
import orca.wire.management.ReservationView;
import orca.wire.trust.AddressBook;
import orca.wire.trust.Limits;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What docs/failover.md says of another version: a leader ends in good order while much is under way, and the one that waited
 * goes on. That nothing was lost or late is read from the journals afterwards, of the guest and of the site.
 */
@Tag("databases")
@Timeout(400)
class HandOverIT {
    /** A minute each, renewed half a minute before its end: one of them falls due a moment later, whenever that is. */
    private static final int RENEWED = 3;
    private static final String LENGTH = "60s";
    private static final Duration BEFORE_THE_END = Duration.ofSeconds(30);
    /** For so long none of them falls due, so that their half minutes begin when the first leader has ended. */
    private static final Duration GAP = Duration.ofSeconds(20);
    /** One that is made longer, with another unit, when the first leader ends. */
    private static final String GROWING = "grows";
    private static final Set<LeaseState> LIVING = EnumSet.of(LeaseState.UNKNOWN, LeaseState.REQUESTED, LeaseState.PRIMING,
            LeaseState.ACTIVE, LeaseState.EXTENDING, LeaseState.MODIFYING);
    private static PostgresServer server;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws Exception {
        server = PostgresServer.start();
    }

    @AfterAll
    static void end() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void nothingThatIsUnderWayIsLostOrLate() throws Exception {
        int first = FreePort.take();
        int second = FreePort.take();
        Path gate = folder.resolve("gate");
        List<String> renewed = IntStream.rangeClosed(1, RENEWED).mapToObj(i -> "n" + i).toList();
        try (Village village = new Village(folder)) {
            AddressBook.change(village.home("market"), book -> book.without("lab"));
            village.pin("market", "lab", orca.wire.trust.Role.SERVICE_MANAGER, Limits.NONE);
            village.pinAt("market", "duke", "http://127.0.0.1:" + first + "/soap/duke",
                    "http://127.0.0.1:" + second + "/soap/duke");
            try (StandbyNode a = new StandbyNode(server, village, folder.resolve("a"), first, second);
                    StandbyNode b = new StandbyNode(server, village, folder.resolve("b"), second, first)) {
                a.begin();
                a.until("It listens on", 1);
                b.begin();
                b.until("Standing by: ", 1);
                village.start("market");
                village.start("lab");
                village.await("market", "two delegations are held", client -> client.delegations(Filter.LIVE).items().stream()
                        .filter(d -> d.state().equals("held")).count() == 2);
                handOver(village, a, b, renewed, gate);
                b.process().destroy();
                assertThat(b.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
            }
        }
        guestSaw(renewed);
        siteDid(renewed);
    }

    private void handOver(Village village, StandbyNode a, StandbyNode b, List<String> renewed, Path gate) throws Exception {
        for (String id : renewed) {
            request(village, id, LENGTH, ", \"renewUntil\": \"now+1h\"", "");
            village.until(id, "active");
        }
        Files.createFile(gate);
        request(village, GROWING, "1h", "", gated(gate));
        village.until(GROWING, "active");
        Files.delete(gate);
        Instant end = endOf(village, GROWING);
        village.client("lab").change(new ChangeCommand(Optional.empty(), false, Optional.empty(), GROWING, Optional.empty(),
                Optional.of(Duration.ofHours(1)), Optional.of(2L), Map.of(), List.of()));
        until(a, GROWING, "modifying");
        request(village, "slow", "1h", "", gated(gate));
        village.await("lab", "a setup runs", client -> stateOf(village, "slow").equals("redeeming"));
        until(a, "slow", "priming");
        village.await("lab", "no renewal falls due soon", client -> renewed.stream().allMatch(id ->
                stateOf(village, id).equals("active")
                        && endOf(village, id).isAfter(Instant.now().plus(BEFORE_THE_END).plus(GAP))));

        // The next one is held where it is for as long as it takes until something waits for it.
        b.signal("STOP");
        a.process().destroy();
        assertThat(a.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(a.process().exitValue()).isZero();
        request(village, "new", "1h", "", "");
        village.await("lab", "a renewal fell due and waits", client -> renewed.stream()
                .anyMatch(id -> stateOf(village, id).equals("extending-lease")));
        village.await("lab", "a ticket waits to be redeemed", client -> stateOf(village, "new").equals("redeeming"));
        b.signal("CONT");
        b.until("It listens on", 1);
        until(b, "slow", "priming");
        until(b, GROWING, "modifying");
        Files.createFile(gate);
        village.until("slow", "active");
        village.await("lab", GROWING + " is longer and has two units", client -> stateOf(village, GROWING).equals("active")
                && endOf(village, GROWING).isAfter(end) && view(village, GROWING).units().size() == 2);
        village.until("new", "active");
        for (String id : renewed) {
            village.await("lab", id + " is renewed", client -> endOf(village, id)
                    .isAfter(view(village, id).term().orElseThrow().start().plusSeconds(60)));
            village.until(id, "active");
        }
    }

    private static void request(Village village, String id, String length, String more, String properties) {
        village.client("lab").request(Laboratory.request("{\"wishes\": [{\"id\": \"" + id + "\", \"type\": \"vm\", \"sliver\":"
                + " {\"cpu\": 500, \"memory\": 512}, \"length\": \"" + length + "\"" + more + properties + "}]}"));
    }

    private static ReservationView view(Village village, String id) {
        return village.client("lab").reservations(Filter.id(id)).items().get(0);
    }

    private static String gated(Path gate) {
        return ", \"properties\": {\"" + ShellHandler.GATE + "\": \"" + gate + "\"}";
    }

    private static Instant endOf(Village village, String id) {
        return view(village, id).term().orElseThrow().end();
    }

    private static String stateOf(Village village, String id) {
        return view(village, id).state();
    }

    private static void until(StandbyNode site, String lease, String state) throws InterruptedException {
        long deadline = System.nanoTime() + Village.PATIENCE.toNanos();
        while (site.client().leases(Filter.id(lease)).items().stream().noneMatch(row -> row.state().equals(state))) {
            assertThat(System.nanoTime() - deadline).as("%s is %s at %s", lease, state, site.log()).isNegative();
            site.process().waitFor(20, TimeUnit.MILLISECONDS);
        }
    }

    /** Each was in use from when it was first, and had its next term before the one before was over. */
    private void guestSaw(List<String> renewed) {
        Map<String, Instant> ends = new LinkedHashMap<>();
        Set<String> inUse = new TreeSet<>();
        groups(Role.SERVICE_MANAGER, new JournalFiles(folder.resolve("lab/data/journals"), "lab"), Optional.empty())
                .forEach(group -> group.records().forEach(record -> {
                    if (record instanceof ReservationImage image) {
                        String id = image.id().value();
                        assertThat(image.goingOrGone()).as("%s is over: %s", id, image).isFalse();
                        assertThat(image.lastRefusal()).as(id).isEmpty();
                        assertThat(image.renewal().refusals()).as(id).isZero();
                        if (image.inUse()) {
                            inUse.add(id);
                        }
                        assertThat(image.inUse()).as("once in use, %s stays: %s", id, image).isEqualTo(inUse.contains(id));
                        image.lease().ifPresent(lease -> {
                            Instant before = ends.put(id, lease.term().end());
                            if (before != null) {
                                assertThat(group.stampedAt()).as("%s is renewed in time", id).isBefore(before);
                            }
                        });
                    }
                }));
        assertThat(ends.keySet()).containsAll(renewed).contains("slow", "new", GROWING);
    }

    /** No lease and no unit went, each has one unit but for the one that grew, and was bound for longer before it was over. */
    private void siteDid(List<String> renewed) {
        Map<String, Instant> ends = new LinkedHashMap<>();
        Map<String, Set<UnitId>> units = new TreeMap<>();
        Set<Long> epochs = new TreeSet<>();
        Set<String> again = new TreeSet<>();
        groups(Role.AUTHORITY, new JournalFiles(folder.resolve("b/data/journals"), "duke"),
                Optional.of(new PostgresStore(server.at(PostgresPlace::new), "duke"))).forEach(group -> {
                    epochs.add(group.epoch());
                    for (JournalRecord record : group.records()) {
                        if (record instanceof LeaseImage image) {
                            String id = image.key().id().value();
                            assertThat(image.state()).as("%s", image).isIn(LIVING);
                            image.bound().ifPresent(bound -> {
                                Instant before = ends.put(id, bound.term().end());
                                if (before != null && before.isBefore(bound.term().end())) {
                                    assertThat(group.stampedAt()).as("%s is bound for longer in time", id).isBefore(before);
                                    again.addAll(epochs.size() > 1 && renewed.contains(id) ? Set.of(id) : Set.of());
                                }
                            });
                        }
                        if (record instanceof UnitImage unit) {
                            assertThat(unit.action()).as("%s", unit).isNotEqualTo(Action.TEARDOWN);
                            units.computeIfAbsent(unit.lease().id().value(), id -> new HashSet<>()).add(unit.id());
                        }
                    }
                });
        assertThat(units.keySet()).containsAll(renewed).contains("slow", "new", GROWING).hasSize(RENEWED + 3);
        units.forEach((id, all) -> assertThat(all).as(id).hasSize(id.equals(GROWING) ? 2 : 1));
        assertThat(epochs).hasSize(2);
        assertThat(again).as("renewed by the second leader").isNotEmpty();
    }

    private static List<Group> groups(Role role, JournalFiles files, Optional<JournalStore> elsewhere) {
        JournalStore store = elsewhere.orElseGet(() -> new H2Store(files));
        List<Group> groups = new ArrayList<>();
        try (JournalReading reading = JournalReading.open(files, store).orElseThrow()) {
            for (Iterator<Group> all = reading.groups(PastActor.codec(role), 1); all.hasNext(); ) {
                groups.add(all.next());
            }
        }
        return groups;
    }
}
