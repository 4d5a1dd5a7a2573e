package orca.runtime.container;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import orca.runtime.config.ConfigException;
import orca.runtime.config.ConfigFile;
import orca.runtime.hosting.HostingException;

/**
 * {@code orca up FILE}: runs the container that a file describes until it is told to end; {@code orca journal}: reads
 * journals.
 */
public final class Main {
    /** What is asked for cannot be. */
    static final int FAILED = 1;
    /** The words were not understood, or the file was not. */
    static final int USAGE = 2;

    private Main() {}

    /** @param args {@code up FILE [--accept-loss]} or {@code journal verify [FOLDER]} */
    public static void main(String[] args) throws InterruptedException {
        System.exit(run(args, System.out, System.err, new CountDownLatch(1)));
    }

    /** Runs until {@code end} is counted down or the process is asked to end; the exit code. */
    static int run(String[] args, PrintStream out, PrintStream err, CountDownLatch end) throws InterruptedException {
        List<String> words = new ArrayList<>(List.of(args));
        if (!words.isEmpty() && words.get(0).equals("journal")) {
            return JournalVerb.run(words.subList(1, words.size()), out, err);
        }
        if (!words.isEmpty() && words.get(0).equals("up")) {
            words.remove(0);
        }
        boolean acceptLoss = words.remove("--accept-loss");
        if (words.size() != 1 || words.get(0).startsWith("-")) {
            err.println("usage: orca up FILE [--accept-loss]");
            return USAGE;
        }
        try (Container container = new Container(ConfigFile.read(Path.of(words.get(0))), acceptLoss, version())) {
            Runtime.getRuntime().addShutdownHook(new Thread(ending(end, container), "orca-shutdown"));
            out.println("The container runs on " + container.folder() + " and listens on " + container.url() + ".");
            container.hosts().forEach(line -> out.println("  " + line));
            out.println("Ctrl-C ends it.");
            end.await();
            return 0;
        } catch (ConfigException e) {
            err.println(e.getMessage());
            return USAGE;
        } catch (HostingException e) {
            err.println(e.getMessage());
            return FAILED;
        }
    }

    /** Waits for the container's end, because the process is gone when this returns. */
    private static Runnable ending(CountDownLatch end, Container container) {
        return () -> {
            end.countDown();
            container.close();
        };
    }

    private static String version() {
        return Optional.ofNullable(Main.class.getPackage().getImplementationVersion()).orElse("0.1.0");
    }
}
