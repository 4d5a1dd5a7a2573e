package orca.runtime.container;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.runtime.config.ConfigException;
import orca.runtime.config.ConfigFile;
import orca.runtime.doctor.Doctor;
import orca.runtime.doctor.DoctorVerb;
import orca.runtime.hosting.HostingException;
import orca.runtime.plugin.PluginVerb;
import orca.wire.log.Logs;
import orca.wire.management.LastContainer;
import orca.wire.server.Ending;

/**
 * {@code orca up FILE}: runs the container that a file describes until it is told to end; {@code orca journal}: reads
 * and copies journals; {@code orca plugin}: looks through jars of policies.
 */
public final class Main {
    /** Something was found that is not as it was written. */
    static final int DIFFERS = 1;
    /** The words were not understood, or the file was not. */
    static final int USAGE = 2;
    /** What is asked for cannot be done here and now. */
    static final int TROUBLE = 7;

    /** How often it is looked whether another container has taken over. */
    private static final Duration LOOK = Duration.ofMillis(100);

    private static final String HELP = """
            Usage: orca up FILE [--standby] [--accept-loss]
            Run the actors that a configuration file names, until Ctrl-C or SIGTERM. See docs/configuration.md.

              --accept-loss   Go on from a journal that lacks what was durable once. Its actor asks its peers
                              before it grants anything.
              --standby       Wait while another container with the same actors leads, and lead when that has ended or
                              shows no sign of life. Their journals are in PostgreSQL. See docs/failover.md.

            Exit codes: 0 ended in good order, 2 the file or the command is wrong, 7 it cannot run.
            """;

    private Main() {}

    /** @param args {@code up FILE [--standby] [--accept-loss]} or {@code journal VERB ...} */
    public static void main(String[] args) throws InterruptedException {
        Ending ending = new Ending();
        Runtime.getRuntime().addShutdownHook(new Thread(ending::hook, "orca-shutdown"));
        int code = run(args, System.getenv(), System.out, System.err, ending);
        ending.finish(code);
        System.exit(code);
    }

    /** Runs until the end is asked for; the exit code. */
    static int run(String[] args, Map<String, String> environment, PrintStream out, PrintStream err, Ending ending)
            throws InterruptedException {
        List<String> words = new ArrayList<>(List.of(args));
        if (!words.isEmpty() && words.get(0).equals("journal")) {
            return JournalVerb.run(words.subList(1, words.size()), out, err);
        }
        if (!words.isEmpty() && words.get(0).equals("plugin")) {
            return PluginVerb.run(words.subList(1, words.size()), out, err);
        }
        if (!words.isEmpty() && words.get(0).equals("doctor")) {
            return DoctorVerb.run(words.subList(1, words.size()), new Doctor(), out, err);
        }
        if (!words.isEmpty() && words.get(0).equals("up")) {
            words.remove(0);
        }
        if (words.contains("--help") || words.contains("-h")) {
            out.print(HELP);
            return 0;
        }
        boolean acceptLoss = words.remove("--accept-loss");
        boolean standby = words.remove("--standby");
        if (words.size() != 1 || words.get(0).startsWith("-")) {
            err.println("orca: up: " + (words.isEmpty() ? "the configuration file is missing"
                    : "takes one file, --standby and --accept-loss, got '" + String.join(" ", words) + "'"));
            err.println("  see 'orca up --help'");
            return USAGE;
        }
        try {
            ConfigFile file = ConfigFile.read(Path.of(words.get(0)));
            Logs.use(file.config().logs());
            while (true) {
                Optional<String> deposed = standby ? standBy(file, acceptLoss, environment, out, ending)
                        : run(new Container(file, acceptLoss, version()), environment, out, ending);
                if (deposed.isEmpty()) {
                    return 0;
                }
                out.println(deposed.get() + " has taken over; this container leads no more.");
                if (!standby) {
                    return TROUBLE;
                }
            }
        } catch (ConfigException e) {
            err.println("orca: " + e.getMessage());
            return USAGE;
        } catch (HostingException e) {
            err.println("orca: " + e.getMessage());
            return TROUBLE;
        }
    }

    /** Waits for the lead and has it; who has taken over, if it did not end because somebody asked for that. */
    private static Optional<String> standBy(
            ConfigFile file, boolean acceptLoss, Map<String, String> environment, PrintStream out, Ending ending)
            throws InterruptedException {
        Foundation foundation = new Foundation(file, acceptLoss, version());
        Optional<Lead> lead = Optional.empty();
        try {
            lead = new Standby(foundation, line -> {
                out.println(line);
                out.flush();
            }).await(ending);
        } finally {
            if (lead.isEmpty()) {
                foundation.close();
            }
        }
        if (lead.isEmpty()) {
            return Optional.empty();
        }
        Container container;
        try {
            container = new Container(foundation, lead, version());
        } catch (HostingException e) {
            if (lead.get().deposed().isEmpty()) {
                throw e;
            }
            return lead.get().deposed();
        }
        return run(container, environment, out, ending);
    }

    private static Optional<String> run(
            Container started, Map<String, String> environment, PrintStream out, Ending ending) throws InterruptedException {
        Optional<LastContainer> last = LastContainer.of(environment);
        try (Container container = started) {
            ending.begin();
            // Only who runs is remembered, and only who was is forgotten: another may run on the same folder.
            last.ifPresent(l -> l.remember(container.folder()));
            tell(container, environment, out);
            while (container.deposed().isEmpty() && !ending.await(LOOK)) {
                continue;
            }
            if (container.deposed().isPresent()) {
                return container.deposed();
            }
            out.println("Ending: what was decided is in the journals ...");
            last.ifPresent(l -> l.forget(container.folder()));
        }
        out.println("Ended.");
        return Optional.empty();
    }

    private static void tell(Container container, Map<String, String> environment, PrintStream out) {
        container.hosts().forEach(out::println);
        container.differences().forEach(line -> out.println("note: " + line));
        out.println("It listens on " + container.url() + " and keeps its journals in " + container.journals() + ".");
        container.metricsUrl().ifPresent(url -> out.println("Its figures are on " + url + "."));
        container.secureUrl().ifPresent(url -> out.println("Operators elsewhere are heard on " + url + ", with their keys."));
        out.println("Try '" + environment.getOrDefault("ORCA_COMMAND", "orca")
                + " get actors' in another window. Ctrl-C ends it; leases outlive that, and the next start takes them up.");
        out.flush();
    }

    private static String version() {
        return Optional.ofNullable(Main.class.getPackage().getImplementationVersion()).orElse("0.1.0");
    }
}
