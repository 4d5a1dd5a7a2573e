package orca.simulator.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import orca.core.handler.Outcome;
import orca.core.lease.UnitId;
import orca.core.resource.PropertyList;
import orca.core.time.Term;
import orca.nodeagent.client.Agents;
import orca.nodeagent.client.RemoteClient;
import orca.nodeagent.daemon.AgentConfig;
import orca.nodeagent.daemon.AgentDaemon;
import orca.nodeagent.driver.ActionId;
import orca.nodeagent.driver.Order;
import orca.nodeagent.talk.StatusView;
import orca.nodeagent.term.Mandate;
import orca.nodeagent.text.PropertyLines;
import orca.testkit.RecordingContext;
import orca.wire.server.Listen;
import orca.wire.trust.Identity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole site whose host has an agent: leases of real units through a socket, and a site that is down when a lease ends. */
@Tag("hosts")
@Timeout(300)
class AgentIT {
    private static final String SITE = """
            folder: data
            management: {port: 0}
            handlers:
              native: {agent: "%s %s", agent-key: "%s", folder: "%s"}
            types:
              vm:
                dimensions: {cpu: milli-cores, memory: MiB}
                turnaround: {setup: 20s, teardown: 5s, skew: 1s}
            authorities:
              west:
                watch: {every: 1s, limit: 5s}
                probe: {every: 1s}
                types: {vm: native}
                hosts:
                  node-1: {type: vm, units: 4, cpu: 1000, memory: 256}
                delegations:
                  - {to: market, type: vm, units: 2, cpu: 1000, memory: 256, largest: {cpu: 1000, memory: 256}}
            brokers:
              market: {}
            service-managers:
              guest: {}
            """;

    @TempDir
    private Path folder;

    private AgentDaemon agent;
    private Agents agents;
    private Path key;
    private Callable<AgentDaemon> again;

    @BeforeEach
    void startTheAgent() throws Exception {
        key = folder.resolve("west.key");
        Identity.generate().write(key);
        Path host = Files.createDirectories(folder.resolve("host"));
        Files.writeString(host.resolve("trust.yaml"), "peers:\n- {name: west, role: authority, principal: "
                + Identity.read(key) + "}\n");
        AgentConfig config = new AgentConfig("node-1", new Listen("127.0.0.1", 0), Optional.empty(), "data", "agent.key", ".",
                Duration.ofSeconds(1), Duration.ofSeconds(1), Optional.empty(), Optional.empty(),
                Map.of("native", PropertyList.of("folder", folder.resolve("units").toString())));
        again = () -> new AgentDaemon(host.resolve("agent.yaml"), config);
        agent = again.call();
        agents = Agents.of(PropertyList.of(Agents.AGENT, agent.own() + " " + agent.address()).with(Agents.KEY, key.toString()));
    }

    private void startAgain() throws Exception {
        agents.close();
        agent = again.call();
        agents = Agents.of(PropertyList.of(Agents.AGENT, agent.own() + " " + agent.address()).with(Agents.KEY, key.toString()));
    }

    @AfterEach
    void endTheAgent() throws Exception {
        assertThat(folder.resolve("never")).as("what the site makes by itself").doesNotExist();
        assertThat(status().units()).isEmpty();
        agents.close();
        agent.close();
    }

    private StatusView status() throws Exception {
        return ((RemoteClient) agents.client("node-1").orElseThrow()).status();
    }

    private List<String> units(StatusView.Match match) throws Exception {
        return status().units().stream().filter(row -> row.match() == match).map(StatusView.UnitRow::unit).toList();
    }

    private Town town() {
        Town town = new Town(folder, SITE.formatted(agent.own(), agent.address(), key, folder.resolve("never")));
        town.until("the delegation is held", () -> town.orca("get", "delegations").out().lines()
                .filter(line -> line.matches(".* held +(given|held) .*")).count() == 2);
        return town;
    }

    private static void lease(Town town, String id, String length) {
        Town.Ran asked = town.orca("request", "--id", id, "--type", "vm", "--units", "1", "--size", "cpu=500,memory=64",
                "--for", length, "--wait=90s");
        assertThat(asked.code()).as(asked.err()).isZero();
    }

    @Test
    void aLeaseIsMadeUsedResizedAndEndedByTheAgentAlsoAfterARestartOfTheSite() throws Exception {
        String unit;
        try (Town town = town()) {
            lease(town, "r1", "1h");
            unit = units(StatusView.Match.HELD).get(0);
            Town.Ran ran = town.orca("exec", unit, "--", "/bin/sh", "-c", "echo in $(hostname)");
            assertThat(ran.out()).as(ran.err()).contains("in " + unit);
        }
        assertThat(units(StatusView.Match.HELD)).containsExactly(unit);
        try (Town town = town()) {
            Town.Ran smaller = town.orca("resize", "r1", "--cpu", "250");
            assertThat(smaller.code()).as(smaller.err()).isZero();
            Town.Ran closed = town.orca("close", "r1", "--wait=90s");
            assertThat(closed.code()).as(closed.err()).isZero();
        }
        assertThat(status().alarms()).isEmpty();
    }

    @Test
    void theSiteSeesWhetherTheAgentAnswersAndWhatIsOtherwiseThere() throws Exception {
        try (Town town = town()) {
            town.until("the agent is seen", () -> town.orca("host", "list").out().matches("(?s).*node-1 +open +reached .*"));
            assertThat(town.orca("host", "show", "node-1").out()).contains("agent      reached since ", "MiB memory, ",
                    " 0 units, version ").doesNotContain("DIFFERS");
            town.orca("host", "set", "node-1", "--type", "vm", "--units", "2", "--capacity", "cpu=1000000,memory=256");
            town.until("what is promised beyond it is seen", () -> town.orca("host", "list").out()
                    .matches("(?s).*node-1 +open +differs .*"));
            assertThat(town.orca("host", "show", "node-1").out())
                    .contains("DIFFERS    capacity: the inventory promises 1000000 milli-cores, and the host has ");
            agent.close();
            town.until("that it is silent is seen", () -> town.orca("host", "list").out()
                    .matches("(?s).*node-1 +open +silent .*"));
            assertThat(town.orca("host", "show", "node-1").out()).contains("trouble    ");
            assertThat(town.orca("host", "show", "node-1", "-o", "json").out())
                    .containsPattern("\"state\" *: *\"silent\"");
        }
        startAgain();
    }

    @Test
    void aUnitWhoseProcessesAreKilledIsReplacedAndTheGuestSeesItsLeaseAmended() throws Exception {
        try (Town town = town()) {
            Town.Ran asked = town.orca("request", "--id", "r1", "--type", "vm", "--units", "2", "--size", "cpu=300,memory=64",
                    "--for", "1h", "--wait=90s");
            assertThat(asked.code()).as(asked.err()).isZero();
            List<String> before = members(town);
            assertThat(before).hasSize(2);
            String victim = before.get(0);
            kill(victim);

            town.until("the guest has two other units in use", () -> {
                List<String> now = members(town);
                return now.size() == 2 && !now.contains(victim) && now.contains(before.get(1));
            });
            String story = town.orca("describe", "r1", "-o", "json").out();
            assertThat(story).contains("unit " + victim + " was found dead", "another unit is in its place");
            town.until("the dead one is gone from its host", () -> held().size() == 2 && !held().contains(victim));
            assertThat(town.orca("close", "r1", "--wait=90s").code()).isZero();
        }
        assertThat(status().alarms()).isEmpty();
    }

    @Test
    void aSiteThatWasPutBackIsShownWhatItsHostsHaveOtherwiseBeforeItIsSettled() throws Exception {
        Path backup = folder.resolve("site.backup");
        String dead;
        String other;
        try (Town town = town()) {
            lease(town, "r1", "1h");
            dead = held().getFirst();
            town.good("backup", backup.toString());
            kill(dead);
            town.until("another one is in its place", () -> held().size() == 1 && !held().contains(dead)
                    && !members(town).contains(dead));
            other = held().getFirst();
        }
        Files.move(folder.resolve("data"), folder.resolve("lost"));
        Path said = folder.resolve("restore.txt");
        Process restore = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), "orca.runtime.container.Main", "journal", "restore", backup.toString(),
                folder.resolve("data").toString()).redirectErrorStream(true).redirectOutput(said.toFile()).start();
        assertThat(restore.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(restore.exitValue()).as(Files.readString(said)).isZero();
        try (Town town = town()) {
            for (String actor : List.of("guest", "market")) {
                town.until(actor + " is settled", () -> town.orca("settle", actor).code() == 0);
            }
            town.until("nothing is open but what the host has", () -> town.orca("settle", "west", "--dry-run").err()
                    .contains(": 2 open: host node-1: unit " + other + " is held there for this site, which does not know it; "
                            + "host node-1: unit " + dead));
            assertThat(town.orca("settle", "west").code()).isEqualTo(6);
            assertThat(units(StatusView.Match.HELD)).as("nothing was made or ended").containsExactly(other);
            town.good("settle", "west", "--anyway", "--reason", other + " is ended by hand");
            assertThat(town.orca("close", "r1", "--wait=90s").code()).isZero();
        }
        end(other);
    }

    /** By hand: with the site's key, in an epoch beyond any that it had. */
    private void end(String unit) throws Exception {
        Order order = new Order(new ActionId("by-hand"), "teardown", new UnitId(unit), PropertyList.NONE, List.of(),
                Duration.ofSeconds(60));
        Mandate mandate = new Mandate(Mandate.Purpose.END, Term.of(Term.grain(Instant.now()), Duration.ofHours(1)), 1_000,
                Optional.empty());
        assertThat(((RemoteClient) agents.client("node-1").orElseThrow()).run("native", order, mandate, new RecordingContext()))
                .isInstanceOf(Outcome.Done.class);
    }

    /** The units that the guest has, as its own command says. */
    private static List<String> members(Town town) {
        return Pattern.compile("west-u[0-9.]+").matcher(town.orca("get", "reservations", "r1", "-o", "json").out())
                .results().map(MatchResult::group).distinct().toList();
    }

    private List<String> held() {
        try {
            return units(StatusView.Match.HELD);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Kills what runs in a unit, as no driver would. */
    private void kill(String unit) throws Exception {
        PropertyList said = PropertyLines.read(status().units().stream().filter(row -> row.unit().equals(unit)).findFirst()
                .orElseThrow().properties());
        long pid = said.whole("native.pid").orElseThrow(() -> new AssertionError("no process of " + unit + " in " + said));
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().get(20, TimeUnit.SECONDS);
    }

    @Test
    void aLeaseThatEndsWhileTheSiteIsDownIsTornDownByItsHostAndTheSiteLearnsOfIt() throws Exception {
        try (Town town = town()) {
            lease(town, "short", "40s");
            assertThat(units(StatusView.Match.HELD)).hasSize(1);
        }
        long until = System.nanoTime() + Duration.ofSeconds(120).toNanos();
        while (status().ended().isEmpty() && System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        assertThat(status().ended()).hasSize(1);
        assertThat(status().units()).isEmpty();

        try (Town town = town()) {
            town.until("the unit is free", () -> town.orca("get", "units").out().lines().noneMatch(line ->
                    line.contains("ready") || line.contains("teardown")));
            assertThat(town.orca("get", "leases").out()).doesNotContain("active");
            lease(town, "next", "1h");
            assertThat(town.orca("close", "next", "--wait=90s").code()).isZero();
        }
    }
}
