package orca.simulator.trial;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs the checks and prints a line for each as it ends. */
final class Report implements TestExecutionListener {
    /** How much is shown of what a check found. */
    private static final int MOST_LINES = 12;
    private static final int LONGEST_LINE = 300;

    private final PrintStream out;
    private int held;
    private int broke;
    private long begun;

    Report(PrintStream out) {
        this.out = out;
    }

    /** Gives 0 when all held, 1 when something did not, 2 when no check has {@code only} in its sentence. */
    int run(Path script, String only) {
        out.println(script + ": the contract of handlers");
        if (!ScriptContract.looksItself()) {
            out.println("  The script has no target 'traces', so its own probe is believed about what there is.");
        }
        PostDiscoveryFilter wanted = test -> FilterResult.includedIf(
                !test.isTest() || test.getSource().map(s -> s instanceof MethodSource method
                        && sentence(method.getMethodName()).contains(only)).orElse(false));
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(ScriptContract.class)).filters(wanted).build();
        LauncherFactory.create().execute(request, this);
        if (held + broke == 0) {
            out.println("  There is no check with '" + only + "' in its sentence.");
            return 2;
        }
        out.println(broke == 0 ? "All " + held + " held." : held + " of " + (held + broke) + " held.");
        return broke == 0 ? 0 : 1;
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        begun = System.nanoTime();
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        Optional<Throwable> found = result.getThrowable();
        if (!test.isTest() && found.isEmpty()) {
            return;
        }
        String name = test.getSource().map(s -> s instanceof MethodSource method ? method.getMethodName() : "").orElse("");
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        out.printf(Locale.ROOT, "  %s  %-76s %5.1f s%n", found.isEmpty() ? "held " : "BROKE", sentence(name),
                took.toMillis() / 1000.0);
        if (found.isEmpty()) {
            held++;
        } else {
            broke++;
            String message = Optional.ofNullable(found.get().getMessage()).orElse(found.get().toString());
            message.lines().map(String::strip).filter(line -> !line.isEmpty()).limit(MOST_LINES)
                    .map(line -> line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "..." : line)
                    .forEach(line -> out.println("           " + line));
        }
    }

    /** The name of a check as people write. */
    static String sentence(String name) {
        return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }
}
