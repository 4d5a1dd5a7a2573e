package orca.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import orca.runtime.config.ConfigFile;
import orca.runtime.hosting.HostingException;
import orca.runtime.loop.LoopStatus;
import orca.testkit.PostgresServer;
import orca.wire.management.ActorRow;
import orca.wire.management.CloseCommand;
import orca.wire.management.Filter;
import orca.wire.management.ManagementClient;
import orca.wire.server.Ending;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Containers whose journals are in PostgreSQL, by a real server that also goes away and comes back. */
@Tag("databases")
@Timeout(300)
class PostgresContainerIT {
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

    /** Each test has the database for itself. */
    @BeforeEach
    void empty() throws Exception {
        for (String actor : List.of("duke", "market", "lab")) {
            server.sql("DROP SCHEMA IF EXISTS \"orca-" + actor + "\" CASCADE");
        }
        Files.writeString(folder.resolve("secret"), server.password() + "\n");
    }

    private String journal() {
        return "journal: {url: '" + server.url() + "', user: " + PostgresServer.USER + ", password-file: "
                + folder.resolve("secret") + "}\n";
    }

    /** The configuration with the journals in PostgreSQL, as a file. */
    private Path file() throws Exception {
        return Files.writeString(folder.resolve("server.yaml"), Laboratory.text(journal()));
    }

    private Laboratory laboratory() throws Exception {
        return new Laboratory(folder, ConfigFile.read(file()));
    }

    private record Ran(int code, String out, String err) {}

    private Ran orca(String... words) throws InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.run(words, Map.of(), new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8), new Ending());
        Ran ran = new Ran(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        assertThat(ran.toString()).doesNotContain(server.password());
        return ran;
    }

    /** What guests, site and broker say of all that lives. */
    private static String state(ManagementClient client) {
        return client.reservations(Filter.LIVE).items() + "\n" + client.leases(Filter.LIVE).items() + "\n"
                + client.tickets(Filter.LIVE).items() + "\n" + client.units(Filter.LIVE).items() + "\n"
                + client.delegations(Filter.LIVE).items();
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    @Test
    void leasesMoveFromOneDatabaseToTheOtherAndBack() throws Exception {
        String before;
        try (Laboratory lab = new Laboratory(folder).ready()) {
            lab.client().request(Laboratory.machine("r1", "2h"));
            lab.client().request(Laboratory.machine("r2", "3h"));
            lab.until("r1", "active");
            lab.until("r2", "active");
            before = state(lab.client());
            assertThat(orca("journal", "copy", data(), file().toString()).code()).as("while it runs").isEqualTo(Main.TROUBLE);
        }
        Ran empty = orca("journal", "verify", file().toString());
        assertThat(empty.code()).as("not copied yet").isEqualTo(Main.DIFFERS);
        assertThat(empty.out()).contains("duke: no groups, 1 finding\n").contains("orca-duke in " + server.url()
                + ": there is no journal in it");
        assertThatThrownBy(() -> new Laboratory(folder, ConfigFile.read(file()))).isInstanceOf(HostingException.class)
                .hasMessageContaining("is empty").hasMessageContaining("orca journal copy");

        Ran copied = orca("journal", "copy", data(), file().toString());
        assertThat(copied.err()).isEmpty();
        assertThat(copied.code()).isZero();
        assertThat(copied.out().lines()).hasSize(3).allMatch(line -> line.matches("(duke|lab|market): groups 1 to [0-9]+, [0-9]+"
                + " records, copied to orca-\\1 in \\Q" + server.url() + "\\E and read there: the same"));
        Ran again = orca("journal", "copy", data(), file().toString());
        assertThat(again.code()).isEqualTo(Main.TROUBLE);
        assertThat(again.err()).startsWith("orca: to: there is a journal of 'duke' already, orca-duke in ");

        try (Laboratory lab = laboratory().ready()) {
            assertThat(state(lab.client())).isEqualTo(before);
            lab.client().close(new CloseCommand(Optional.empty(), false, Optional.empty(), "r1"));
            lab.until("r1", "closed");
            lab.gone("r1");
            lab.client().request(Laboratory.machine("r3", "1h"));
            lab.until("r3", "active");
            before = state(lab.client());
        }
        Ran verified = orca("journal", "verify", file().toString());
        assertThat(verified.code()).as(verified.out()).isZero();
        assertThatThrownBy(() -> new Laboratory(folder).close()).as("what was left behind").isInstanceOf(HostingException.class)
                .hasMessageContaining("is behind its head file");

        for (String actor : List.of("duke", "market", "lab")) {
            Files.move(folder.resolve("data/journals/" + actor + ".mv.db"), folder.resolve(actor + ".old"));
        }
        Ran back = orca("journal", "copy", file().toString(), data());
        assertThat(back.code()).as(back.err() + back.out()).isZero();
        try (Laboratory lab = new Laboratory(folder).ready()) {
            assertThat(state(lab.client())).isEqualTo(before);
        }
        assertThat(orca("journal", "verify", data()).code()).isZero();
    }

    @Test
    void anActorWhoseServerGoesDecidesNothingAndGoesOnWhenItIsBack() throws Exception {
        try (Laboratory lab = laboratory().ready()) {
            ManagementClient client = lab.client();
            client.request(Laboratory.machine("r1", "1h"));
            lab.until("r1", "active");
            String before = state(client);
            server.kill();
            try {
                assertThatThrownBy(() -> client.request(Laboratory.machine("r2", "1h")))
                        .isInstanceOf(ManagementClient.Refused.class);
                ActorRow guest = until(client, "lab waits", row -> row.name().equals("lab") && row.state().equals("restarting")
                        && row.reason().contains("journal orca-lab in " + server.url() + " cannot be reached"));
                assertThat(guest.reason()).doesNotContain(server.password());
                assertThatThrownBy(() -> client.request(Laboratory.machine("r3", "1h")))
                        .isInstanceOf(ManagementClient.Refused.class)
                        .hasMessageContaining("'lab' waits for its journal and decides nothing meanwhile");
                assertThat(client.health().well()).isFalse();
            } finally {
                server.begin();
            }
            until(client, "lab runs", row -> row.name().equals("lab") && row.state().equals("running"));
            // What the commit that failed was about is there or is not; what came later was refused.
            List<String> there = client.reservations(Filter.LIVE).items().stream().map(r -> r.id()).toList();
            assertThat(there).contains("r1").doesNotContain("r3");
            if (there.contains("r2")) {
                lab.until("r2", "active");
                client.close(new CloseCommand(Optional.empty(), false, Optional.empty(), "r2"));
                lab.until("r2", "closed");
            }
            assertThat(client.reservations(Filter.id("r1")).items()).hasToString(before.lines().findFirst().orElseThrow());
            client.request(Laboratory.machine("r4", "1h"));
            lab.until("r4", "active");
        }
        Ran verified = orca("journal", "verify", file().toString());
        assertThat(verified.code()).as(verified.out()).isZero();
    }

    private static ActorRow until(ManagementClient client, String what, Predicate<ActorRow> wanted) {
        long deadline = System.nanoTime() + Village.PATIENCE.toNanos();
        while (true) {
            long count = client.changes(0, Duration.ofMillis(1)).changes();
            List<ActorRow> rows = client.actors().items();
            Optional<ActorRow> found = rows.stream().filter(wanted).findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            assertThat(System.nanoTime() - deadline).as("%s: %s", what, rows).isNegative();
            client.changes(count, Duration.ofSeconds(1));
        }
    }

    @Test
    void aContainerThatCannotUseItsDatabaseSaysSoAtTheStart() throws Exception {
        Path file = file();
        server.kill();
        try {
            Ran away = orca("up", file.toString());
            assertThat(away.code()).isEqualTo(Main.TROUBLE);
            assertThat(away.err()).matches("orca: '[a-z]+' cannot start: journal orca-[a-z]+ in \\Q" + server.url()
                    + "\\E cannot be reached: Connection to \\S+ refused\\..*\n");
            assertThat(orca("journal", "verify", file.toString()).err()).contains("cannot be reached");
        } finally {
            server.begin();
        }
        Files.writeString(folder.resolve("secret"), "geheim\n");
        Ran stranger = orca("up", file.toString());
        assertThat(stranger.code()).isEqualTo(Main.TROUBLE);
        assertThat(stranger.err()).contains("password authentication failed for user \"orca\"").doesNotContain("geheim");
        Files.delete(folder.resolve("secret"));
        Ran none = orca("up", file.toString());
        assertThat(none).isEqualTo(new Ran(Main.TROUBLE, "",
                "orca: journal.password-file: there is no file " + folder.resolve("secret") + "\n"));
    }

    @Test
    void twoContainersCannotHaveTheSameActorInOneDatabase() throws Exception {
        Path other = Files.createDirectories(folder.resolve("other"));
        try (Laboratory lab = laboratory().ready()) {
            ConfigFile same = ConfigFile.parse(other.resolve("orca.yaml"), Laboratory.text(journal()));
            assertThatThrownBy(() -> new Laboratory(other, same)).isInstanceOf(HostingException.class)
                    .hasMessageContaining("is open already: does '").hasMessageContaining("run elsewhere?");
            assertThat(lab.client().health().well()).isTrue();
        }
    }

    @Test
    void aSiteABrokerAndAGuestApartAllHaveTheirJournalsInOneDatabase() throws Exception {
        try (Village village = new Village(folder, false, journal()).startAll()) {
            village.client("lab").request(Laboratory.machine("r1", "1h"));
            village.until("r1", "active");
            for (String name : List.of("duke", "market", "lab")) {
                village.stop(name);
                village.start(name);
                if (name.equals("market")) {
                    village.client("lab").request(Laboratory.machine("r2", "1h"));
                }
            }
            village.until("r1", "active");
            village.until("r2", "active");
            server.kill();
            server.begin();
            for (String name : List.of("duke", "market", "lab")) {
                assertThat(village.container(name).actors().all()).allSatisfy(actor ->
                        assertThat(actor.loop().status().state()).isNotEqualTo(LoopStatus.State.STOPPED));
            }
            // Who asks an actor whose line broke while it had nothing to do is told to ask again.
            village.await("lab", "it takes orders again", PostgresContainerIT::closed);
            village.until("r1", "closed");
            village.until("r2", "active");
        }
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.map(Path::toString)).noneMatch(name -> name.endsWith(".mv.db"));
        }
    }

    private static boolean closed(ManagementClient client) {
        try {
            client.close(new CloseCommand(Optional.empty(), false, Optional.empty(), "r1"));
            return true;
        } catch (ManagementClient.Refused e) {
            assertThat(e).hasMessageMatching("(?s).*(ask whether it was done|waits for its journal).*");
            return false;
        }
    }
}
