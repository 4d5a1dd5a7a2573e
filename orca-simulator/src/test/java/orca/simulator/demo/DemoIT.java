package orca.simulator.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import orca.cli.screen.Terminal;
import orca.cli.verb.Orca;
import orca.wire.management.LastContainer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole demo as somebody would run it without a screen, and what stands in its way. */
@Timeout(240)
class DemoIT {
    @TempDir
    private Path temp;
    private Path state;
    private final Map<String, String> environment = new HashMap<>();

    private record Ran(int code, String out, String err) {}

    @BeforeEach
    void place() throws IOException {
        state = Files.createDirectories(temp.resolve("state of demos"));
        environment.put("XDG_CACHE_HOME", temp.resolve("cache").toString());
    }

    private Terminal terminal(ByteArrayOutputStream out, ByteArrayOutputStream err) {
        return new Terminal(new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment, temp, Clock.systemUTC(), ZoneId.systemDefault(), false, 100, 24);
    }

    private Ran demo(CountDownLatch end, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.run(terminal(out, err), List.of(args), end);
        return new Ran(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private Ran demo(String... args) {
        return demo(new CountDownLatch(1), args);
    }

    private Ran orca(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Orca.run(terminal(out, err), args);
        return new Ran(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void itDoesWhatItSaysAndLeavesNothingBehind() throws IOException {
        Ran ran = demo("demo", "--on", "native", "--folder", state.toString());
        assertThat(ran.err()).isEmpty();
        assertThat(ran.code()).isZero();
        assertThat(ran.out()).contains("1. ", "2. ", "3. ", "4. ", "5. ", "6. ", "7. ", "8. ")
                .contains("| west lets market promise 20 x vlan")
                .contains("ok  three leases are active, with a unit each, on two hosts")
                .contains("| west-u")
                .containsPattern("the VLAN tags 1[0-2][0-9] and 1[0-2][0-9]")
                .containsPattern("the end moved from .* to .*, and the unit is the same")
                .containsPattern("\\| earliest for all of it: --start 20")
                .containsPattern("\\| at the time asked for: --units [1-7]")
                .contains("gamma is closed and its processes are gone")
                .contains("every lease is closed and the site has no unit left")
                .contains("All of it came about as said, in ");
        assertThat(ran.out().lines().filter(line -> line.matches(" +(alpha|beta|gamma|editors|networks) +active .*")))
                .as("each lease was seen active").hasSizeGreaterThanOrEqualTo(5);
        // The first line names a folder, which is as long as it is.
        assertThat(ran.out().lines().skip(1).mapToInt(String::length).max().orElseThrow()).isLessThanOrEqualTo(100);
        assertNothingIsLeft();
    }

    @Test
    @Tag("hosts")
    void onSliversTheSameHappens() throws IOException {
        boolean possible = System.getProperty("user.name").equals("root") && Files.exists(Path.of("/usr/sbin/runc"))
                && Files.exists(Path.of("/usr/sbin/dropbear")) && Files.exists(Path.of("/bin/busybox"));
        assertThat(possible || !"true".equals(System.getenv("CI"))).as("root, runc, dropbear-bin and busybox-static").isTrue();
        assumeTrue(possible, "needs root and the packages runc, dropbear-bin and busybox-static");
        state = Files.createDirectories(temp.resolve("plain"));
        Ran ran = demo("demo", "--on", "sliver", "--folder", state.toString());
        assertThat(ran.err()).isEmpty();
        assertThat(ran.code()).isZero();
        assertThat(ran.out()).contains("Machines are made by the handler 'sliver'").contains("ssh guest@10.223.0.")
                .contains("ok  it has a host name of its own").contains("gamma is closed and its processes are gone")
                .contains("every lease is closed and the site has no unit left");
        assertNothingIsLeft();
        assertThat(demo("demo", "--on", "paper").err()).contains("--on: must be native, sliver or libvirt, got 'paper'");
        assertThat(demo("demo", "--on", "sliver", "--processes").err()).contains("--on: is for one container");
    }

    @Test
    void eachInAProcessOfItsOwnTheyTradeTheSame() throws IOException {
        Ran ran = demo("demo", "--processes", "--folder", state.toString());
        assertThat(ran.err()).isEmpty();
        assertThat(ran.code()).isZero();
        assertThat(ran.out()).containsPattern("west +[0-9a-f]{64}\n").containsPattern("guest +runs as process [0-9]+\n")
                .contains("| west lets market promise 20 x vlan")
                .contains("ok  three leases are active, with a unit each, on two hosts")
                .containsPattern("the end moved from .* to .*, and the unit is the same")
                .contains("gamma is closed and its processes are gone")
                .contains("every lease is closed and the site has no unit left");
        assertNothingIsLeft();
        Ran ported = demo("demo", "--processes", "--port", "7420");
        assertThat(ported.code()).isEqualTo(2);
        assertThat(ported.err()).contains("--port: is for one container");
    }

    @Test
    void keptItAnswersTheCommandsThatItNamesAndASecondOneStaysOut() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        FutureTask<Ran> kept = new FutureTask<>(
                () -> demo(end, "demo", "--keep", "--on", "native", "--folder", state.toString()));
        Thread.ofPlatform().start(kept);
        try {
            LastContainer last = LastContainer.of(environment).orElseThrow();
            Ran waited = null;
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
            while (waited == null || waited.code() != 0) {
                assertThat(System.nanoTime()).as("the demo comes up").isLessThan(deadline);
                assertThat(kept.isDone()).as("the demo goes on").isFalse();
                waited = last.read().isEmpty() ? null : orca("wait", "toomuch", "--for", "failed", "--timeout", "10s");
                Thread.onSpinWait();
            }
            Ran second = demo("demo", "--on", "native", "--folder", state.toString());
            assertThat(second.code()).isEqualTo(7);
            assertThat(second.err()).startsWith("orca: Another demo of yours is running, in " + state)
                    .endsWith("Press Ctrl-C where it runs, then try again.\n");
            everyCommandWorks();
        } finally {
            end.countDown();
        }
        Ran ran = kept.get(120, TimeUnit.SECONDS);
        assertThat(ran.err()).isEmpty();
        assertThat(ran.code()).isZero();
        assertThat(ran.out()).contains("It goes on running, on http://127.0.0.1:").doesNotContain("\n7. ");
        assertNothingIsLeft();
    }

    private void everyCommandWorks() {
        String unit = orca("get", "units", "-o", "name").out().lines().findFirst().orElseThrow();
        for (String command : Next.commands("orca", unit)) {
            if (command.endsWith(" -w")) {
                continue; // goes on for ever
            }
            Ran ran = orca(words(command.substring("orca ".length())));
            // What a plan says of too much is 4; everything else is done.
            assertThat(ran.code()).as(command + ": " + ran.err()).isEqualTo(command.contains(" plan ") ? 4 : 0);
            assertThat(ran.out()).as(command).isNotBlank();
        }
        assertThat(orca("get", "reservations", "-o", "name").out().lines()).contains("alpha", "delta").doesNotContain("beta");
    }

    /** Splits a line as a shell would, as far as these lines need it. */
    private static String[] words(String line) {
        return Stream.of(line.split(" (?=(?:[^']*'[^']*')*[^']*$)")).map(word -> word.replace("'", "")).toArray(String[]::new);
    }

    @Test
    void whatStandsInItsWayIsASentence() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Ran ran = demo("demo", "--on", "native", "--folder", state.toString(), "--port",
                    Integer.toString(taken.getLocalPort()));
            assertThat(ran.code()).isEqualTo(7);
            assertThat(ran.err()).startsWith("orca: Port " + taken.getLocalPort() + " on 127.0.0.1 is in use");
        }
        Path file = Files.writeString(temp.resolve("file"), "no folder");
        Ran nowhere = demo("demo", "--on", "native", "--folder", file.toString());
        assertThat(nowhere.code()).isEqualTo(7);
        assertThat(nowhere.err()).startsWith("orca: No folder of state can be made in " + file)
                .contains("name one that can be written with --folder");
        environment.put("XDG_CACHE_HOME", file.toString());
        Ran locked = demo("demo", "--on", "native", "--folder", state.toString());
        assertThat(locked.err()).startsWith("orca: The folder " + file + "/orca cannot be written").contains("XDG_CACHE_HOME");
        assertNothingIsLeft();
    }

    @Test
    void wordsThatItDoesNotKnowAreUsageErrors() {
        assertThat(demo("demo", "--kepp").code()).isEqualTo(2);
        assertThat(demo("demo", "--kepp").err()).isEqualTo("orca: demo: does not take '--kepp'\n  see 'orca demo --help'\n");
        assertThat(demo("demo", "--port", "70000").err()).contains("--port: must be a number from 0 to 65535, got '70000'");
        assertThat(demo("demo", "--port").err()).contains("--port: its value is missing");
        assertThat(demo("demo", "--help").out()).startsWith("Usage: orca demo");
        assertThat(state).isEmptyDirectory();
    }

    @Test
    void whatAKilledDemoLeftBehindIsRemovedByTheNext() throws IOException {
        Path old = Files.createDirectories(state.resolve("orca-demo-killed/data"));
        Files.writeString(old.resolve("journal"), "of a demo that was killed");
        Path cache = Files.createDirectories(temp.resolve("cache/orca"));
        Files.writeString(cache.resolve("demo.folder"), old.getParent() + "\n");
        CountDownLatch over = new CountDownLatch(0);
        Ran ran = demo(over, "demo", "--on", "native", "--folder", state.toString());
        assertThat(ran.out()).startsWith("Removing what an earlier demo left behind in " + old.getParent());
        assertThat(ran.err()).as("it was told to end before it began").contains("The demo was ended");
        assertThat(ran.code()).isEqualTo(7);
        assertNothingIsLeft();
    }

    private void assertNothingIsLeft() throws IOException {
        assertThat(state).isEmptyDirectory();
        Path cache = temp.resolve("cache/orca");
        if (Files.isDirectory(cache)) {
            try (Stream<Path> files = Files.list(cache)) {
                assertThat(files.map(f -> f.getFileName().toString())).isSubsetOf("demo.lock");
            }
        }
        // The handler's processes are this one's descendants, or were and hang below process 1 with their folder gone.
        assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive)
                .flatMap(p -> p.info().commandLine().stream()).filter(line -> line.contains("orca-unit="))).isEmpty();
    }
}
