package orca.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import orca.wire.server.Ending;
import orca.wire.management.ChangeCommand;
import orca.wire.management.Download;
import orca.wire.management.Filter;
import orca.wire.management.ManagementClient;
import orca.wire.management.ReservationView;
import orca.wire.management.SettleCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A site or a broker goes on from a backup, in a container of its own, and its peers in theirs did not stop. */
@Timeout(400)
@Execution(ExecutionMode.CONCURRENT)
class PutBackTest {
    @TempDir
    private Path folder;

    private Village village() throws Exception {
        return new Village(folder).guest("remind: 20s").startAll();
    }

    private Path backup(Village village, String name) throws Exception {
        Path file = folder.resolve(name + ".backup");
        try (OutputStream out = Files.newOutputStream(file)) {
            Download.backup(village.client(name), out);
        }
        return file;
    }

    /** The container is lost, and another takes its place with what is in the backup. */
    private static void putBack(Village village, String name, Path backup) throws Exception {
        village.stop(name);
        Path data = village.home(name).resolve("data");
        Files.move(data, village.home(name).resolve("lost"));
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        String[] words = {"journal", "restore", backup.toString(), data.toString()};
        assertThat(Main.run(words, Map.of(), out, out, new Ending())).as(said.toString(StandardCharsets.UTF_8)).isZero();
        village.start(name);
    }

    private static void lease(Village village, String id) {
        village.client("lab").request(Laboratory.machine(id, "1h"));
        village.until(id, "active");
    }

    private static String settle(ManagementClient client, String actor, boolean anyway, boolean dryRun) {
        try {
            new SettleCommand(Optional.empty(), dryRun, actor, anyway, "looked at").giveTo(client);
            return "settled";
        } catch (ManagementClient.Refused open) {
            return open.getMessage();
        }
    }

    /** What the guest knows of one, whatever its state. */
    private static ReservationView view(Village village, String id) {
        return village.client("lab").waitFor(id, Optional.empty(), List.of("active"), Duration.ZERO).reservation();
    }

    private static TreeSet<String> unitsAtSite(Village village) {
        return village.client("duke").units(Filter.LIVE).items().stream()
                .map(unit -> unit.id()).collect(Collectors.toCollection(TreeSet::new));
    }

    private static TreeSet<String> unitsAtGuest(Village village, String... ids) {
        return List.of(ids).stream().flatMap(id -> view(village, id).units().stream())
                .map(unit -> unit.id()).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void aSiteKeepsWhatWasExtendedShowsWhatItForgotAndAgreesWithItsHolderInTheEnd() throws Exception {
        try (Village village = village()) {
            lease(village, "r1");
            Path backup = backup(village, "duke");
            village.client("lab").change(new ChangeCommand(Optional.empty(), false, Optional.empty(), "r1", Optional.empty(),
                    Optional.of(Duration.ofHours(1)), Optional.empty(), Map.of(), List.of()));
            village.until("r1", "active");
            lease(village, "r2");
            String end = view(village, "r1").term().orElseThrow().end().toString();
            putBack(village, "duke", backup);

            village.await("duke", "it says what is open, and that is what it forgot alone", client -> {
                String open = settle(client, "duke", false, true);
                return open.contains("lease r2 of ") && open.contains("not known here") && !open.contains("lease r1 of ");
            });
            assertThat(settle(village.client("duke"), "duke", false, false)).contains("1 open: lease r2 of ");
            assertThat(village.client("duke").leases(Filter.LIVE).items()).singleElement().satisfies(lease -> {
                assertThat(lease.id()).isEqualTo("r1");
                assertThat(lease.term().orElseThrow().end().toString()).isEqualTo(end);
            });
            assertThat(settle(village.client("duke"), "duke", true, false)).isEqualTo("settled");
            village.await("duke", "both leases are there", client -> client.leases(Filter.LIVE).items().stream()
                    .filter(lease -> lease.state().equals("active")).count() == 2);
            village.await("lab", "its units are those of the site", client ->
                    unitsAtGuest(village, "r1", "r2").equals(unitsAtSite(village)));
            assertThat(unitsAtSite(village)).hasSize(2).anyMatch(id -> id.matches("duke-u[0-9]+\\.[0-9]+"));
        }
    }

    @Test
    void aBrokerHasWhatItForgotFromItsHolderBeforeItSellsAnythingNew() throws Exception {
        try (Village village = village()) {
            Path backup = backup(village, "market");
            lease(village, "r1");
            putBack(village, "market", backup);
            village.client("lab").request(Laboratory.machine("r2", "1h"));

            village.await("market", "its holder shows what it forgot, and it is in force again", client ->
                    client.tickets(Filter.LIVE).items().stream()
                            .anyMatch(ticket -> ticket.id().equals("r1") && ticket.state().equals("ticketed")));
            assertThat(view(village, "r2").state()).isEqualTo("ticketing");
            assertThat(settle(village.client("market"), "market", false, false)).as("nothing is open").isEqualTo("settled");
            village.until("r2", "active");
            assertThat(view(village, "r1").state()).isEqualTo("active");
            assertThat(village.client("market").tickets(Filter.LIVE).items()).extracting(ticket -> ticket.id())
                    .containsExactlyInAnyOrder("r1", "r2");
            assertThat(unitsAtGuest(village, "r1", "r2")).hasSize(2).isEqualTo(unitsAtSite(village));
        }
    }
}
