package orca.handler.sliver.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.lease.UnitId;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.handler.sliver.SliverNodes;
import orca.nodeagent.driver.ActionId;
import orca.nodeagent.driver.FoundUnit;
import orca.nodeagent.driver.Order;
import orca.testkit.RecordingContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The process that makes or removes a sliver dies after each step in turn: a later one finishes or removes what there is. */
@Tag("hosts")
@Timeout(300)
class SliverCrashIT {
    private static final List<String> MAKING = List.of(
            "folder", "address", "plan", "image", "format", "disk", "mount", "account", "wire", "container", "ready");
    private static final List<String> REMOVING = List.of("-container", "-wire", "-mount", "-folder");

    @TempDir
    private Path place;
    private SliverNodes nodes;

    /** Does one action and dies after the step that it is told. */
    static final class Victim {
        private Victim() {}

        public static void main(String[] args) throws Exception {
            SliverDriver driver = new SliverDriver(Path.of(args[0]), Path.of(args[1]), args[2], 64, step -> {
                if (step.equals(args[5])) {
                    Runtime.getRuntime().halt(9);
                }
            });
            driver.run(order(args[3], args[4]), new RecordingContext());
        }
    }

    static Order order(String action, String unit) {
        return new Order(new ActionId(unit + "/" + action), action, new UnitId(unit),
                PropertyList.of("slice", "alice").with("memory", 64).with("disk", 16), List.of(), Duration.ofMinutes(1));
    }

    @BeforeEach
    void begin() throws Exception {
        nodes = SliverNodes.in(place);
    }

    @AfterEach
    void leaveNothing() throws Exception {
        if (nodes != null) {
            assertThat(nodes.clean()).as("left on the host").isEmpty();
        }
    }

    private SliverDriver driver() throws Exception {
        return new SliverDriver(nodes.folder(), nodes.reference(), nodes.network(), 64);
    }

    private void dieAfter(String action, String unit, String step) throws Exception {
        Process victim = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-cp", System.getProperty("java.class.path"), Victim.class.getName(),
                nodes.folder().toString(), nodes.reference().toString(), nodes.network(), action, unit, step)
                .redirectError(new File("/dev/null")).redirectOutput(new File("/dev/null")).start();
        try {
            assertThat(victim.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(victim.exitValue()).as("it died after %s", step).isEqualTo(9);
        } finally {
            victim.destroyForcibly();
        }
    }

    private static void done(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
    }

    private boolean present(String unit) throws Exception {
        Outcome.Done found = (Outcome.Done) driver().run(order("probe", unit), new RecordingContext());
        return found.properties().get(Handler.PRESENT).orElseThrow().equals(new PropertyValue.Flag(true));
    }

    @Test
    void aSetupThatDiedAfterAnyStepIsSeenAndRemoved() throws Exception {
        for (String step : MAKING) {
            String unit = "torn-" + step;
            dieAfter("setup", unit, step);
            assertThat(driver().units()).as("after %s", step).extracting(f -> f.unit().value()).containsExactly(unit);
            assertThat(driver().units()).extracting(FoundUnit::whole).containsExactly(step.equals("ready"));
            done(driver().run(order("teardown", unit), new RecordingContext()));
            assertThat(nodes.traces(unit)).as("left of a setup that died after %s", step).isEmpty();
        }
    }

    @Test
    void aSetupThatDiedAfterAnyStepIsFinished() throws Exception {
        for (String step : MAKING) {
            String unit = "again-" + step;
            dieAfter("setup", unit, step);
            done(driver().run(order("setup", unit), new RecordingContext()));
            assertThat(present(unit)).as("after %s", step).isTrue();
            assertThat(nodes.traces(unit)).filteredOn(t -> t.startsWith("process ")).as("one sliver, not two").hasSize(1);
            done(driver().run(order("teardown", unit), new RecordingContext()));
            assertThat(nodes.traces(unit)).isEmpty();
        }
    }

    @Test
    void aTeardownThatDiedAfterAnyStepIsFinished() throws Exception {
        for (String step : REMOVING) {
            String unit = "half" + step;
            done(driver().run(order("setup", unit), new RecordingContext()));
            dieAfter("teardown", unit, step);
            assertThat(driver().units()).as("after %s", step).extracting(f -> f.unit().value()).containsExactly(unit);
            assertThat(driver().units()).extracting(FoundUnit::whole).containsExactly(false);
            done(driver().run(order("teardown", unit), new RecordingContext()));
            assertThat(nodes.traces(unit)).as("left of a teardown that died after %s", step).isEmpty();
        }
    }

    @Test
    void aSliverOutlivesTheProcessThatMadeItAndStaysTheSame() throws Exception {
        dieAfter("setup", "survivor", "ready");
        Outcome again = driver().run(order("setup", "survivor"), new RecordingContext());
        assertThat(driver().run(order("setup", "survivor"), new RecordingContext())).isEqualTo(again);
        assertThat(present("survivor")).isTrue();
    }

    @Test
    void aSliverWhoseFirstProcessDiedIsARemnantAndIsMadeAgain() throws Exception {
        Outcome.Done made = (Outcome.Done) driver().run(order("setup", "dead"), new RecordingContext());
        ProcessHandle first = ProcessHandle.of(made.properties().whole("site.pid").orElseThrow()).orElseThrow();
        first.destroyForcibly();
        first.onExit().get(20, TimeUnit.SECONDS);
        assertThat(present("dead")).isFalse();
        assertThat(driver().units()).extracting(FoundUnit::whole).containsExactly(false);
        RecordingContext words = new RecordingContext();
        done(driver().run(order("setup", "dead"), words));
        assertThat(words.lines()).contains("removing what an earlier attempt left");
        assertThat(present("dead")).isTrue();
    }

    @Test
    void aFolderThatIsThereWithoutItsPlanIsNotTakenForASliver() throws Exception {
        done(driver().run(order("setup", "odd"), new RecordingContext()));
        Files.delete(nodes.folder().resolve("slivers/odd/sliver.properties"));
        assertThat(present("odd")).isFalse();
        List<String> units = new ArrayList<>();
        driver().units().forEach(found -> units.add(found.unit().value() + " " + found.whole()));
        assertThat(units).containsExactly("odd false");
    }
}
