package orca.simulator.siege;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code orca sim siege}. */
@Command(name = "siege", mixinStandardHelpOptions = true,
        description = "Kill, freeze and cut off real processes of a federation while guests order leases, and look from outside"
                + " whether anything was lost. Needs root; docs/siege.md tells what is done and what is looked at.")
public final class SiegeCommand implements Callable<Integer> {
    private static final int BROKEN = 1;
    private static final int USAGE = 2;
    private static final int IMPOSSIBLE = 7;
    private static final String TWELVE = "all";

    @Option(names = "--seconds", defaultValue = "180", description = "how long (${DEFAULT-VALUE})")
    private int seconds;

    @Option(names = "--seed", description = "from which all attacks and orders are drawn; without it, one from the clock")
    private Long seed;

    @Option(names = "--journal", defaultValue = "h2", paramLabel = "WHERE",
            description = "h2 (default), or postgresql: site, broker and a guest keep their journals in a PostgreSQL server,"
                    + " which is attacked too, and a second site and a second broker stand by")
    private String journal;

    @Option(names = "--trial", arity = "0..1", fallbackValue = TWELVE, paramLabel = "WHO@SECONDS",
            description = "instead: 60 leases are asked for, and each actor is killed 0.5, 1.5, 4 and 7 s later; with a value"
                    + " such as site@7 just that one")
    private String trial;

    @Option(names = "--sabotage", description = "instead: two leases are harmed in secret, and it must be seen")
    private boolean sabotage;

    @Option(names = "--inside", hidden = true, description = "this process has namespaces of its own")
    private boolean inside;

    @Override
    public Integer call() throws IOException, InterruptedException {
        boolean database = journal.equals("postgresql");
        if (!database && !journal.equals("h2")) {
            System.err.println("orca: sim siege: --journal: must be h2 or postgresql, got '" + journal + "'");
            return USAGE;
        }
        List<Trial.Point> points;
        try {
            points = trial == null || trial.equals(TWELVE) ? Trial.all() : List.of(Trial.Point.parse(trial));
        } catch (IllegalArgumentException e) {
            System.err.println("orca: sim siege: --trial: " + e.getMessage());
            return USAGE;
        }
        List<String> missing = new ArrayList<>(Grounds.missing());
        if (database) {
            missing.addAll(Database.missing());
        }
        if (!missing.isEmpty()) {
            missing.forEach(line -> System.err.println("orca: sim siege: " + line));
            return IMPOSSIBLE;
        }
        return inside ? besiege(new Roster(database), points) : enclose();
    }

    /** Runs this command again where networks, disks and processes are its own, and all are gone when it ends. */
    private int enclose() throws IOException, InterruptedException {
        // Whoever kills this thread kills all of it.
        List<String> words = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL", "unshare", "--net", "--mount", "--ipc",
                "--pid", "--fork", "--mount-proc", "--kill-child", "--", "sh", "-c", "\"$@\" & wait $!", "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--enable-native-access=ALL-UNNAMED",
                "-Xlog:disable", "-Xlog:all=error:stderr", "-cp", System.getProperty("java.class.path"), "orca.simulator.Main",
                "sim", "siege", "--inside", "--seconds", Integer.toString(seconds), "--journal", journal));
        if (seed != null) {
            words.addAll(List.of("--seed", seed.toString()));
        }
        if (trial != null) {
            words.add("--trial=" + trial);
        }
        if (sabotage) {
            words.add("--sabotage");
        }
        return new ProcessBuilder(words).inheritIO().start().waitFor();
    }

    private int besiege(Roster roster, List<Trial.Point> points) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("orca-siege");
        long from = seed != null ? seed : System.currentTimeMillis();
        try (Siege siege = new Siege(folder, from, roster, System.out)) {
            try {
                if (sabotage) {
                    new Sabotage(siege, System.out).run();
                } else if (trial != null) {
                    new Trial(siege, System.out).run(points);
                } else {
                    siege.run(Duration.ofSeconds(seconds));
                }
            } catch (Siege.Lost | IOException e) {
                System.out.flush();
                System.err.println("seed " + from + ": " + e.getMessage());
                siege.residents().keep();
                System.err.println("  what everybody said is in " + folder + "/*/output, what they wrote in " + folder
                        + "/*/kept");
                return BROKEN;
            }
        }
        Grounds.run("rm", "-rf", folder.toString());
        return 0;
    }
}
