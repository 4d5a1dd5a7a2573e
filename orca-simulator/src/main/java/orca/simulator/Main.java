package orca.simulator;

import java.time.Duration;
import java.util.concurrent.Callable;
import orca.simulator.check.Broken;
import orca.simulator.check.Checks;
import orca.simulator.federation.Cast;
import orca.simulator.federation.Storm;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code orca sim}: storms of simulated federations. */
@Command(name = "sim", mixinStandardHelpOptions = true, subcommands = Main.StormCommand.class,
        description = "Simulate federations with faults, in virtual time.")
public final class Main {
    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }

    /** {@code orca sim storm}. */
    @Command(name = "storm", mixinStandardHelpOptions = true,
            description = "Let faults happen to whole federations and check what must hold after every event.")
    static final class StormCommand implements Callable<Integer> {
        @Option(names = "--seeds", defaultValue = "100", description = "how many seeds, from --seed on (${DEFAULT-VALUE})")
        private int seeds;

        @Option(names = "--seed", description = "the first seed; without it, one from the clock; alone, just that one")
        private Long seed;

        @Option(names = "--digests", description = "print the digest of what every node wrote down")
        private boolean digests;

        @Override
        public Integer call() {
            long first = seed != null ? seed : System.currentTimeMillis();
            int count = seed != null && seeds == 100 ? 1 : seeds;
            long begin = System.nanoTime();
            long leases = 0;
            long events = 0;
            for (int i = 0; i < count; i++) {
                Storm.Report report = Storms.run(first + i, Cast.real());
                leases += report.leases();
                events += report.events();
                if (digests) {
                    report.digests().forEach(System.out::println);
                }
                if (count > 1 && i % 25 == 24) {
                    System.err.printf("%d of %d seeds, %d leases, %d events%n", i + 1, count, leases, events);
                }
            }
            double seconds = Duration.ofNanos(System.nanoTime() - begin).toMillis() / 1000.0;
            System.err.printf("%d seeds from %d: %d leases begun, %d events, %.0f leases/s; all held%n",
                    count, first, leases, events, leases / seconds);
            return 0;
        }
    }

    /** Runs seeds. */
    public static final class Storms {
        private Storms() {}

        /** One seed with the real checkers; what it finds names the command that replays it. */
        public static Storm.Report run(long seed, Cast cast) {
            try {
                return new Storm(seed, cast, new Checks()).run();
            } catch (Broken | IllegalStateException | IllegalArgumentException e) {
                throw new IllegalStateException(
                        "seed " + seed + ": " + e.getMessage() + "\n  replay: ./orca sim storm --seed " + seed, e);
            }
        }
    }
}
