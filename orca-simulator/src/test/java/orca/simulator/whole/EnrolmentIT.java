package orca.simulator.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import orca.testkit.FreePort;
import orca.wire.trust.Identity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hosts join a site and leave it, by commands in processes of their own, on good days and bad ones. */
@Tag("hosts")
@Timeout(300)
class EnrolmentIT {
    private static final String SITE = """
            folder: data
            management: {port: 0, listen: "127.0.0.1:%d", key: %s}
            types:
              vm:
                dimensions: {cpu: milli-cores, memory: MiB}
                usual: {cpu: 100, memory: 64}
                turnaround: {setup: 20s, teardown: 5s, skew: 1s}
            authorities:
              %2$s:
                watch: {every: 1s, limit: 5s}
                types: {vm: {handler: native, reserve: {memory: 128}}}
                hosts:
                  in-file: {type: vm, open: false}
            brokers: {market-%2$s: {}}
            service-managers: {guest-%2$s: {}}
            """;

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();
    private int port;
    private Town west;

    @BeforeEach
    void openTheSite() throws Exception {
        port = FreePort.take();
        west = town("west", port);
    }

    @AfterEach
    void close() throws Exception {
        west.close();
        for (Process process : started) {
            end(process);
        }
    }

    private Town town(String name, int at) throws IOException {
        Path site = Files.createDirectories(folder.resolve(name));
        if (!Files.exists(site.resolve("keys"))) {
            Files.createDirectories(site.resolve("keys"));
            Identity.generate().write(site.resolve("keys/" + name + ".key"));
        }
        return new Town(site, SITE.formatted(at, name));
    }

    /** A host: its files, and where its agent listens. */
    private record Machine(Path folder, int port) {
        Path trust() {
            return folder.resolve("trust.yaml");
        }
    }

    private Machine machine(String name) {
        return new Machine(folder.resolve(name), FreePort.take());
    }

    private Process process(String... words) throws IOException {
        List<String> all = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), "orca.nodeagent.daemon.Main", "agent"));
        all.addAll(List.of(words));
        Process process = new ProcessBuilder(all).redirectErrorStream(true)
                .redirectOutput(Files.createTempFile(folder, "said", ".txt").toFile()).start();
        started.add(process);
        return process;
    }

    /** What a command said, with its exit code. */
    private Town.Ran join(Machine host, String line, String... more) throws Exception {
        List<String> words = new ArrayList<>(List.of("join", line, "--folder", host.folder().toString(), "--listen",
                "127.0.0.1:" + host.port(), "--no-service", "--wait", "0s"));
        words.addAll(List.of(more));
        Path said = Files.createTempFile(folder, "join", ".txt");
        List<String> all = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), "orca.nodeagent.daemon.Main", "agent"));
        all.addAll(words);
        Process process = new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(said.toFile()).start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return new Town.Ran(process.exitValue(), Files.readString(said, StandardCharsets.UTF_8), "");
    }

    private Process agent(Machine host) throws IOException {
        return process(host.folder().resolve("agent.yaml").toString());
    }

    private static void end(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    private static String invite(Town town, String... more) {
        return town.good(Stream.concat(Stream.of("host", "invite", "--type", "vm", "-o", "name"), Stream.of(more))
                .toArray(String[]::new)).strip();
    }

    private static boolean listed(Town town, String host, String state) {
        return town.orca("host", "list").out().lines().anyMatch(line -> line.matches(host + " +" + state + " .*"));
    }

    /** A host that has joined, with its agent running. */
    private Process enrolled(Town town, Machine machine, String name) throws Exception {
        Town.Ran joined = join(machine, invite(town, "--name", name));
        assertThat(joined.code()).as(joined.out()).isZero();
        Process agent = agent(machine);
        town.until(name + " is seen", () -> listed(town, name, "open +reached"));
        return agent;
    }

    @Test
    void aHostThatJoinsIsLeasedWithoutAWordInTheFileAndOutlivesTheSite() throws Exception {
        Machine machine = machine("h1");
        enrolled(west, machine, "h1");
        assertThat(west.good("host", "show", "h1")).contains("type vm, open", "agent      reached since ");
        assertThat(west.good("host", "invitations")).contains("enrolled");
        west.good("delegate", "--to", "market-west", "--type", "vm", "--units", "2", "--capacity", "cpu=200,memory=128",
                "--largest", "cpu=200,memory=128", "--for", "1d");
        lease("r1");
        String unit = west.good("get", "units", "-o", "name").strip();
        Town.Ran ran = west.orca("exec", unit, "--", "/bin/sh", "-c", "echo in $(hostname)");
        assertThat(ran.out()).as(ran.err()).contains("in " + unit);
        assertThat(folder.resolve("h1/native")).as("what the agent makes").isDirectory();

        west.close();
        west = town("west", port);
        west.until("the agent is seen again", () -> listed(west, "h1", "open +reached"));
        Town.Ran busy = west.orca("host", "remove", "h1");
        assertThat(busy.code()).isEqualTo(6);
        assertThat(busy.err()).contains("1 unit is on h1 (" + unit + ")", "host drain h1");
        west.good("close", "r1", "--wait=90s");
        west.until("the unit is gone", () -> west.good("get", "units", "-o", "name").isBlank());
        assertThat(west.orca("host", "remove", "h1").err()).contains("h1 is not drained");
        west.good("host", "drain", "h1");
        assertThat(west.good("host", "remove", "h1")).contains("h1 is removed", "its agent takes no more orders from here");
        assertThat(Files.readString(machine.trust())).doesNotContain("west");
        assertThat(listed(west, "h1", ".*")).isFalse();
        west.close();
        west = town("west", port);
        assertThat(listed(west, "h1", ".*")).as("nor after a restart").isFalse();
    }

    private void lease(String id) {
        west.until("the delegation is held", () -> west.orca("get", "delegations").out().lines()
                .anyMatch(line -> line.matches(".* held +(given|held) .*")));
        Town.Ran asked = west.orca("request", "--id", id, "--type", "vm", "--units", "1", "--size", "cpu=100,memory=64", "--for",
                "1h", "--wait=90s");
        assertThat(asked.code()).as(asked.err()).isZero();
    }

    @Test
    void aTokenIsGoodOnceAndOnlyWhileItIsFresh() throws Exception {
        Machine first = machine("h1");
        Machine second = machine("h2");
        String line = invite(west);
        assertThat(join(first, line, "--name", "h1").code()).isZero();
        assertThat(join(first, line, "--name", "h1").code()).as("the same host again").isZero();
        no(3, "it was used already, by a host with another key", join(second, line, "--name", "h2"));
        no(3, "it is none that this site gave", join(second, line.replaceFirst(".{6}$", "000000"), "--name", "h2"));
        String late = invite(west, "--for", "1s");
        west.until("it is over", () -> west.good("host", "invitations").contains(" over "));
        no(3, "token: it was good until ", join(second, late, "--name", "h2"));
        assertThat(second.trust()).doesNotExist();
        assertThat(second.folder().resolve("agent.yaml")).doesNotExist();
        no(6, "there is a host in-file already", join(second, invite(west), "--name", "in-file"));
        String back = west.good("host", "invite", "--type", "vm", "--name", "h7", "-o", "json");
        String id = back.replaceAll("(?s).*\"id\" *: *\"([0-9a-f]+)\".*", "$1");
        String taken = back.replaceAll("(?s).*\"line\" *: *\"([^\"]+)\".*", "$1");
        assertThat(west.orca("host", "uninvite", id, "--actor", "market-west").err()).contains("'market-west' is no authority");
        west.good("host", "uninvite", id, "--request-id", "back-1");
        assertThat(west.good("host", "uninvite", id, "--request-id", "back-1")).as("asked again, answered as before")
                .contains("is taken back");
        no(3, "it was taken back", join(second, taken));
    }

    @Test
    void ofTwoHostsThatShowOneTokenAtOnceOneGetsIn() throws Exception {
        String line = invite(west);
        List<Machine> machines = List.of(machine("h1"), machine("h2"));
        List<FutureTask<Town.Ran>> both = machines.stream().map(host -> new FutureTask<>(() -> join(host, line, "--name",
                host.folder().getFileName().toString()))).toList();
        both.forEach(task -> Thread.ofPlatform().start(task));
        List<Town.Ran> ran = List.of(both.get(0).get(120, TimeUnit.SECONDS), both.get(1).get(120, TimeUnit.SECONDS));
        int first = ran.get(0).code() == 0 ? 0 : 1;
        assertThat(ran.get(first).code()).as(ran.toString()).isZero();
        no(3, "it was used already, by a host with another key", ran.get(1 - first));
        assertThat(machines.get(1 - first).trust()).as("who was told no").doesNotExist();
        assertThat(machines.get(1 - first).folder().resolve("agent.yaml")).doesNotExist();
        agent(machines.get(first));
        String name = machines.get(first).folder().getFileName().toString();
        west.until("the one is a host", () -> listed(west, name, "open +reached"));
        assertThat(west.good("host", "list", "-o", "name").lines().sorted()).containsExactly(name, "in-file");
    }

    @Test
    void anAgentThatWasAwayWhenItsHostWasRemovedIsToldAfterARestartOfTheSite() throws Exception {
        Machine machine = machine("h1");
        Process agent = enrolled(west, machine, "h1");
        west.good("host", "drain", "h1");
        end(agent);
        assertThat(west.good("host", "remove", "h1")).contains("h1 is removed", "its agent could not be told: ",
                "it is tried again for a week");
        assertThat(west.good("host", "invitations")).containsPattern("leaving +h1 ");
        west.close();
        west = town("west", port);
        assertThat(west.good("host", "invitations")).containsPattern("leaving +h1 ");
        assertThat(Files.readString(machine.trust())).contains("west");
        agent(machine);
        west.until("the agent is told", () -> !west.good("host", "invitations").contains("leaving"));
        assertThat(Files.readString(machine.trust())).doesNotContain("west");
    }

    @Test
    void whatAnswersInThePlaceOfAnAgentIsToldToTheOperatorAlone() throws Exception {
        HttpServer inner = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        inner.createContext("/", call -> {
            byte[] secret = "<secret>of the inner network</secret>".getBytes(StandardCharsets.UTF_8);
            call.sendResponseHeaders(418, secret.length);
            call.getResponseBody().write(secret);
            call.close();
        });
        inner.start();
        try {
            Town.Ran ran = join(machine("h1"), invite(west, "--name", "h1"), "--wait", "3s", "--address",
                    "http://127.0.0.1:" + inner.getAddress().getPort() + "/secret");
            assertThat(ran.out()).contains("no agent with this host's key answered; what did, the site's operator sees")
                    .doesNotContainPattern("\\b418\\b").doesNotContain("inner network");
            west.until("the operator sees it", () -> west.orca("host", "invitations", "-o", "wide").out().contains("HTTP 418"));
        } finally {
            inner.stop(0);
        }
    }

    private static void no(int code, String words, Town.Ran ran) {
        assertThat(ran.out()).contains(words).doesNotContain("Exception");
        assertThat(ran.code()).as(ran.out()).isEqualTo(code);
    }

    @Test
    void aHostGoesToNobodyButTheSiteOfItsLineAndComesAgainWhenThatWasDown() throws Exception {
        Machine machine = machine("h1");
        String line = invite(west);
        no(7, "does not prove to be the site of this line", join(machine,
                line.replaceFirst("/[0-9a-f]{64}/", "/" + "0".repeat(64) + "/"), "--name", "h1"));
        west.close();
        no(7, "nobody answers at https://127.0.0.1:" + port + ". Nothing was lost; type the same line again", join(machine, line,
                "--name", "h1"));
        assertThat(machine.trust()).doesNotExist();
        west = town("west", port);
        assertThat(join(machine, line, "--name", "h1").code()).as("the invitation outlived the site").isZero();
        // Its site dies after it has written down who came; the host never heard its answer.
        west.close();
        west = town("west", port);
        Files.delete(machine.trust());
        assertThat(join(machine, line, "--name", "h1").code()).isZero();
        agent(machine);
        west.until("h1 is seen", () -> listed(west, "h1", "open +reached"));
        assertThat(join(machine, line, "--wait", "20s").out()).contains("h1 is a host of west now, of type vm");
        assertThat(join(machine, invite(west), "--wait", "20s").code()).as("another invitation, the same host").isZero();
        assertThat(west.good("host", "list", "-o", "name").lines()).containsExactly("h1", "in-file");
    }

    @Test
    void aHostOfSomebodyElseIsLeftAloneUntilItIsFree() throws Exception {
        int eastern = FreePort.take();
        try (Town east = town("east", eastern)) {
            Machine machine = machine("h1");
            Process agent = enrolled(west, machine, "h1");
            String before = Files.readString(machine.trust());
            String line = invite(east);
            no(3, "this host is somebody else's: its agent takes orders from 'west'", join(machine, line));
            assertThat(Files.readString(machine.trust())).isEqualTo(before);
            assertThat(east.good("host", "invitations")).as("the token is as good as before").contains(" open ");

            west.good("delegate", "--to", "market-west", "--type", "vm", "--units", "1", "--capacity", "cpu=100,memory=64",
                    "--largest", "cpu=100,memory=64", "--for", "1d");
            lease("r1");
            no(3, "units of 'west'", join(machine, line, "--take-over"));
            assertThat(Files.readString(machine.trust())).isEqualTo(before);
            west.good("close", "r1", "--wait=90s");
            west.until("the unit is gone", () -> west.good("get", "units", "-o", "name").isBlank());

            // Somebody has both in the address book: neither the one nor the other may have it all.
            west.good("host", "drain", "h1");
            west.good("host", "remove", "h1");
            assertThat(join(machine, line).code()).isZero();
            east.until("h1 is seen", () -> listed(east, "h1", "open +reached"));
            assertThat(Files.readString(machine.trust())).contains("east").doesNotContain("west");
            end(agent);
        }
    }

    @Test
    void whoIsNotAsHeSaidIsNotEnrolledAndItIsSaidWhy() throws Exception {
        Machine machine = machine("h1");
        assertThat(join(machine, invite(west, "--name", "h1", "--capacity", "memory=999999999")).code()).isZero();
        Process agent = agent(machine);
        west.until("it is said why", () -> west.orca("host", "invitations", "-o", "wide").out()
                .contains("memory: the invitation promises 999999999, and the host has "));
        assertThat(listed(west, "h1", ".*")).isFalse();
        end(agent);
        Town.Ran other = west.orca("host", "invite", "--type", "vm", "--name", "in-file");
        assertThat(other.code()).isEqualTo(6);
        assertThat(other.err()).contains("there is a host in-file already");
        assertThat(west.orca("host", "remove", "in-file").err()).contains("is in the configuration file");
    }
}
