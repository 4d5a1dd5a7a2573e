package orca.simulator.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import orca.cli.screen.Terminal;
import orca.cli.verb.Orca;
import orca.testkit.FreePort;
import orca.wire.trust.Identity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A host is brought over SSH, by a real sshd of this test's own, with real keys. Services are not installed: that is systemd's.
 */
@Tag("hosts")
@Timeout(300)
class AddHostIT {
    private static final String SITE = """
            folder: data
            management: {port: 0, listen: "127.0.0.1:0", key: west}
            types:
              vm:
                dimensions: {cpu: milli-cores, memory: MiB}
                turnaround: {setup: 20s, teardown: 5s, skew: 1s}
            authorities:
              west: {watch: {every: 1s, limit: 5s}, types: {vm: native}}
            brokers: {market: {}}
            service-managers: {guest: {}}
            """;

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();
    private Path programs;
    private int port;
    private Town west;

    @BeforeEach
    void open() throws Exception {
        Path site = Files.createDirectories(folder.resolve("west/keys")).getParent();
        Identity.generate().write(site.resolve("keys/west.key"));
        west = new Town(site, SITE);
        programs = Files.createDirectories(folder.resolve("programs"));
        Files.createDirectories(programs.resolve("deploy/systemd"));
        Path root = Path.of(System.getProperty("orca.root"));
        Files.copy(root.resolve("deploy/systemd/orca-agent.service"), programs.resolve("deploy/systemd/orca-agent.service"));
        Files.writeString(programs.resolve("pom.xml"), "<project/>\n");
        // The launcher of a build that is not packaged: what it starts are the classes of this test.
        Files.writeString(programs.resolve("orca"), "#!/bin/sh\nexec " + Path.of(System.getProperty("java.home"), "bin", "java")
                + " -XX:TieredStopAtLevel=1 -cp '" + System.getProperty("java.class.path")
                + "' orca.nodeagent.daemon.Main \"$@\"\n");
        Files.setPosixFilePermissions(programs.resolve("orca"), PosixFilePermissions.fromString("rwxr-xr-x"));
        sshd();
    }

    private void sshd() throws Exception {
        assertThat(Path.of("/usr/sbin/sshd")).as("the package openssh-server is there").isExecutable();
        for (String name : List.of("host", "operator", "stranger")) {
            tool("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder.resolve(name).toString());
        }
        if (System.getProperty("user.name").equals("root")) {
            Files.createDirectories(Path.of("/run/sshd"));
        }
        port = FreePort.take();
        Files.writeString(folder.resolve("sshd_config"), String.join("\n", "Port " + port, "ListenAddress 127.0.0.1",
                "HostKey " + folder.resolve("host"), "AuthorizedKeysFile " + folder.resolve("operator.pub"), "StrictModes no",
                "UsePAM no", "PidFile none", "PermitRootLogin prohibit-password", ""));
        started.add(new ProcessBuilder("/usr/sbin/sshd", "-D", "-e", "-f", folder.resolve("sshd_config").toString())
                .redirectErrorStream(true).redirectOutput(folder.resolve("sshd.log").toFile()).start());
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!answers()) {
            assertThat(System.nanoTime()).as(Files.readString(folder.resolve("sshd.log"))).isLessThan(until);
            Thread.onSpinWait();
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private String tool(String... command) throws Exception {
        Path said = Files.createTempFile(folder, "tool", ".txt");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(said)).isZero();
        return Files.readString(said);
    }

    private String print(String key) throws Exception {
        return tool("ssh-keygen", "-lf", folder.resolve(key + ".pub").toString()).split(" ")[1];
    }

    @AfterEach
    void close() throws Exception {
        west.close();
        for (Process process : started) {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private Town.Ran add(String hostKey, String identity, String... more) {
        List<String> words = new ArrayList<>(List.of("host", "add",
                "ssh://" + System.getProperty("user.name") + "@127.0.0.1:" + port, "--type", "vm", "--name", "h1", "--identity",
                folder.resolve(identity).toString(), "--programs", folder.resolve("opt").toString(), "--folder",
                folder.resolve("etc").toString()));
        words.addAll(hostKey.isEmpty() ? List.of() : List.of("--host-key", hostKey));
        words.addAll(Arrays.asList(more));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal desk = new Terminal(Town.print(out), Town.print(err), Map.of("ORCA_CONTAINER",
                west.container().folder().toString(), "ORCA_ROOT", programs.toString(), "HOME", folder.toString()), folder,
                Clock.systemUTC(), ZoneOffset.UTC, false, 80, 24);
        int code = Orca.run(desk, words.toArray(String[]::new));
        return new Town.Ran(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static void no(int code, String words, Town.Ran ran) {
        assertThat(ran.err()).contains(words).doesNotContain("Exception");
        assertThat(ran.code()).as(ran.err()).isEqualTo(code);
    }

    @Test
    void aHostIsBroughtWithItsProgramsAndListed() throws Exception {
        int listens = FreePort.take();
        for (String somebodys : List.of("opt.old/mine", "opt.new/mine")) {
            Files.createDirectories(folder.resolve(somebodys));
        }
        FutureTask<Town.Ran> adding = new FutureTask<>(() ->
                add(print("host"), "operator", "--no-service", "--listen", "127.0.0.1:" + listens));
        Thread.ofPlatform().daemon().name("desk").start(adding); // a thread of its own: the common pool is the container's, too
        west.until("the host has joined", () -> adding.isDone() || Files.exists(folder.resolve("etc/agent.yaml")));
        assertThat(adding.isDone()).as(() -> adding.resultNow().err()).isFalse();
        started.add(new ProcessBuilder(folder.resolve("opt/orca").toString(), "agent", folder.resolve("etc/agent.yaml")
                .toString())
                .redirectErrorStream(true).redirectOutput(folder.resolve("agent.log").toFile()).start());
        Town.Ran ran = adding.get(120, TimeUnit.SECONDS);
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("h1 is a host of west now, of type vm, with 1 unit");
        assertThat(ran.err()).contains("copying the programs", "This host is h1 of west", "Start its agent, now and at each boot")
                .doesNotContain("orca-join://");
        west.until("h1 is seen", () -> west.good("host", "list").lines().anyMatch(line -> line.matches("h1 +open +reached .*")));

        try (Stream<Path> beside = Files.list(folder)) {
            assertThat(beside.map(path -> path.getFileName().toString()).filter(name -> name.startsWith("opt")))
                    .as("nothing is left of the copying, and nothing of others is gone")
                    .containsExactlyInAnyOrder("opt", "opt.old", "opt.new");
        }
        assertThat(folder.resolve("opt.old/mine")).isDirectory();
        assertThat(folder.resolve("opt.new/mine")).isDirectory();
        assertThat(folder.resolve("opt/.before")).doesNotExist();

        Town.Ran again = add(print("host"), "operator", "--no-service", "--listen", "127.0.0.1:" + listens);
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(again.err()).contains("the programs are there already");
        assertThat(west.good("host", "list", "-o", "name").lines()).containsExactly("h1");
    }

    @Test
    void nobodyIsSpokenToWhoseKeyIsNotKnownAndNothingIsReplacedThatIsSomethingElse() throws Exception {
        no(3, "it shows " + print("host") + " (ed25519)", add(print("stranger"), "operator"));
        no(3, "it shows " + print("host"), add("", "operator"));
        no(7, "cannot be reached", add(print("host"), "stranger"));
        assertThat(folder.resolve("opt")).doesNotExist();
        Files.createDirectories(folder.resolve("opt/mine"));
        no(7, "is there and is something else", add(print("host"), "operator", "--no-service"));
        assertThat(folder.resolve("opt/mine")).isDirectory();
        assertThat(west.good("host", "invitations", "-o", "name")).as("nobody is invited before it can come").isBlank();
        no(2, "must be ssh://[USER@]HOST[:PORT]", west.orca("host", "add", "root@h1", "--type", "vm"));
    }
}
