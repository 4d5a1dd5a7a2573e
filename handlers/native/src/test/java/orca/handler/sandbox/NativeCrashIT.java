package orca.handler.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import orca.core.handler.Action;
import orca.core.handler.Handler;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.nodeagent.driver.FoundUnit;
import orca.testkit.RecordingContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The process that makes units is killed, at whatever moment: a later one finds what is there and finishes or removes it. */
@Tag("hosts")
@Timeout(300)
class NativeCrashIT {
    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();

    /** Sets up one unit and then waits to be killed. */
    static final class Victim {
        private Victim() {}

        public static void main(String[] args) throws Exception {
            NativeNode node = NativeNode.in(Path.of(args[0]), "auto");
            NativeHandler handler = node.handler();
            // The trial is over before the moment that the test waits for.
            handler.handle(NativeNode.call(Action.PROBE, args[1]), new RecordingContext());
            handler.handle(NativeNode.call(Action.SETUP, args[1]), new RecordingContext());
            System.out.println("up");
            System.in.read();
        }
    }

    @AfterEach
    void leaveNothing() throws Exception {
        for (Process process : started) {
            process.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
        }
        assertThat(node().clean()).as("left on the host").isEmpty();
    }

    @Test
    void aTeardownAfterTheCrashLeavesNothing() throws Exception {
        for (int moment = 0; moment <= 6; moment++) {
            String unit = "torn-" + moment;
            crashAt(unit, moment);
            node().teardown(unit);
            assertThat(node().traces(unit)).as("left of a setup that died at moment %d", moment).isEmpty();
        }
    }

    @Test
    void aSetupAfterTheCrashFinishesTheUnit() throws Exception {
        for (int moment = 0; moment <= 6; moment++) {
            String unit = "finished-" + moment;
            crashAt(unit, moment);
            PropertyList made = node().setup(unit);
            assertThat(node().probe(unit).get(Handler.PRESENT)).contains(new PropertyValue.Flag(true));
            assertThat(node().sh(unit, "echo here").text()).isEqualTo("here\n");
            // One unit, not two: every process that carries the label hangs below the one that was reported.
            assertThat(node().traces(unit)).contains("process " + made.whole("native.pid").orElseThrow());
            assertThat(inits(unit)).as("units called %s", unit).hasSize(1);
            node().teardown(unit);
            assertThat(node().traces(unit)).isEmpty();
        }
    }

    @Test
    void aUnitOutlivesTheProcessThatMadeItAndIsFoundByTheSweep() throws Exception {
        crashAt("survivor", 7);

        List<FoundUnit> found = node().found();
        assertThat(found).hasSize(1);
        assertThat(found.get(0).unit().value()).isEqualTo("survivor");
        assertThat(found.get(0).whole()).isTrue();
        assertThat(found.get(0).properties().text("native.traces").orElseThrow()).contains("process ", "folder ");
        PropertyList before = found.get(0).properties();
        assertThat(node().setup("survivor").whole("native.pid")).isEqualTo(before.whole("native.pid"));
    }

    @Test
    void aTeardownThatDiedIsFinishedFromWhereverItStopped() throws Exception {
        for (String part : List.of("closing", "no properties", "no folder", "only a user", "only a group")) {
            String unit = "half-" + part.replace(' ', '-');
            node().setup(unit);
            Path place = folder.resolve("units").resolve(unit);
            switch (part) {
                case "closing" -> Files.createFile(place.resolve("closing"));
                case "no properties" -> Files.delete(place.resolve("unit.properties"));
                case "no folder" -> {
                    Process removal = new ProcessBuilder("rm", "-rf", place.toString()).start();
                    assertThat(removal.waitFor(20, TimeUnit.SECONDS)).isTrue();
                }
                default -> {
                    node().teardown(unit);
                    if (part.equals("only a user")) {
                        Files.createSymbolicLink(folder.resolve("users/1900000000"), Path.of(unit));
                    } else {
                        Files.createDirectories(place.resolve("root/home"));
                    }
                }
            }
            assertThat(node().found()).as(part).extracting(f -> f.unit().value()).containsExactly(unit);
            node().teardown(unit);
            assertThat(node().traces(unit)).as(part).isEmpty();
            assertThat(node().found()).as(part).isEmpty();
        }
    }

    @Test
    void aTrialThatDiedIsRemovedByTheNextProcessOverItsFolder() throws Exception {
        node().setup("u1");
        // What a dead trial leaves, by the label that it bears.
        Files.createDirectories(folder.resolve("units/_trial/root"));
        assertThat(node().traces("_trial")).isNotEmpty();

        assertThat(node().found()).extracting(f -> f.unit().value()).containsExactly("u1");
        assertThat(node().traces("_trial")).isEmpty();
    }

    @Test
    void aUnitWhoseProcessesDiedIsARemnantAndIsMadeAgain() throws Exception {
        long pid = node().setup("dead").whole("native.pid").orElseThrow();
        ProcessHandle init = ProcessHandle.of(pid).orElseThrow();
        init.destroyForcibly();
        init.onExit().get(20, TimeUnit.SECONDS);

        assertThat(node().probe("dead").get(Handler.PRESENT)).contains(new PropertyValue.Flag(false));
        assertThat(node().found()).extracting(FoundUnit::whole).containsExactly(false);
        RecordingContext words = new RecordingContext();
        NativeNode.done(node().handler().handle(
                NativeNode.call(Action.SETUP, "dead", 2, NativeNode.SLIVER, PropertyList.NONE), words));
        assertThat(words.lines()).contains("removing what an earlier attempt left");
        assertThat(node().probe("dead").get(Handler.PRESENT)).contains(new PropertyValue.Flag(true));
    }

    /** Has another process set up {@code unit}, and kills it when so many traces are seen; 7 is when it is done. */
    private void crashAt(String unit, int moment) throws Exception {
        Process victim = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-cp", System.getProperty("java.class.path"),
                        Victim.class.getName(), folder.toString(), unit)
                .redirectError(new File("/dev/null"))
                .start();
        started.add(victim);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        if (moment == 7) {
            assertThat(victim.inputReader().readLine()).isEqualTo("up");
        }
        while (moment < 7 && node().traces(unit).size() < moment && victim.inputReader().ready() == false) {
            assertThat(System.nanoTime() - deadline).as("waited too long for moment %d", moment).isNegative();
            Thread.onSpinWait();
        }
        victim.destroyForcibly();
        assertThat(victim.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    /** The processes that are the first of {@code unit}, as the host counts them. */
    private static List<String> inits(String unit) throws Exception {
        List<String> found = new ArrayList<>();
        for (String pid : NativeNode.pids()) {
            String line = NativeNode.text(Path.of("/proc", pid, "cmdline"));
            String status = NativeNode.text(Path.of("/proc", pid, "status"));
            boolean first = status.contains("NSpid:\t" + pid + "\t1\n");
            boolean outside = !status.matches("(?s).*NSpid:\t\\d+\t.*");
            if (line.contains("\0init\0orca-unit=" + unit + "\0") && (first || outside)) {
                found.add(pid);
            }
        }
        return found;
    }

    private NativeNode node() {
        return NativeNode.in(folder, "auto");
    }
}
