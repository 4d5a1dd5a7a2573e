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
    private static final int IMPOSSIBLE = 7;

    @Option(names = "--seconds", defaultValue = "180", description = "how long (${DEFAULT-VALUE})")
    private int seconds;

    @Option(names = "--seed", description = "from which all attacks and orders are drawn; without it, one from the clock")
    private Long seed;

    @Option(names = "--trial",
            description = "instead: 60 leases are asked for, and each actor is killed 0.5, 1.5, 4 and 7 s later")
    private boolean trial;

    @Option(names = "--sabotage", description = "instead: two leases are harmed in secret, and it must be seen")
    private boolean sabotage;

    @Option(names = "--inside", hidden = true, description = "this process has namespaces of its own")
    private boolean inside;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<String> missing = Grounds.missing();
        if (!missing.isEmpty()) {
            missing.forEach(line -> System.err.println("orca: sim siege: " + line));
            return IMPOSSIBLE;
        }
        return inside ? besiege() : enclose();
    }

    /** Runs this command again where networks, disks and processes are its own, and all are gone when it ends. */
    private int enclose() throws IOException, InterruptedException {
        // Whoever kills this thread kills all of it.
        List<String> words = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL", "unshare", "--net", "--mount", "--pid",
                "--fork", "--mount-proc", "--kill-child", "--", "sh", "-c", "\"$@\" & wait $!", "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--enable-native-access=ALL-UNNAMED",
                "-Xlog:disable", "-Xlog:all=error:stderr", "-cp", System.getProperty("java.class.path"), "orca.simulator.Main",
                "sim", "siege", "--inside", "--seconds", Integer.toString(seconds)));
        if (seed != null) {
            words.addAll(List.of("--seed", seed.toString()));
        }
        if (trial) {
            words.add("--trial");
        }
        if (sabotage) {
            words.add("--sabotage");
        }
        return new ProcessBuilder(words).inheritIO().start().waitFor();
    }

    private int besiege() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("orca-siege");
        long from = seed != null ? seed : System.currentTimeMillis();
        try (Siege siege = new Siege(folder, from, System.out)) {
            try {
                if (sabotage) {
                    new Sabotage(siege, System.out).run();
                } else if (trial) {
                    new Trial(siege, System.out).run();
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
