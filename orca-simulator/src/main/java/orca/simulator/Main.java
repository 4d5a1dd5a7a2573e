package orca.simulator;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import orca.cli.screen.Terminal;
import orca.simulator.bench.BrokerBench;
import orca.simulator.bench.CalendarBench;
import orca.simulator.bench.FactoringBench;
import orca.simulator.bench.FailoverBench;
import orca.simulator.bench.FloodBench;
import orca.simulator.bench.JournalBench;
import orca.simulator.bench.LivesBench;
import orca.simulator.bench.PeersBench;
import orca.simulator.bench.PlacementBench;
import orca.simulator.bench.SliverBench;
import orca.simulator.bench.SlotBench;
import orca.simulator.bench.TurnoverBench;
import orca.simulator.bench.WireBench;
import orca.simulator.check.Broken;
import orca.simulator.check.Checks;
import orca.simulator.check.GrowthCount;
import orca.simulator.check.Telling;
import orca.simulator.federation.Cast;
import orca.simulator.federation.RowCount;
import orca.simulator.federation.Storm;
import orca.simulator.history.JournalCommand;
import orca.simulator.lab.ReplayCommand;
import orca.simulator.siege.SiegeCommand;
import orca.simulator.trial.HandlerCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The verbs of {@code orca} that belong to the laboratory, {@code sim}, {@code bench} and {@code handler}, and those that
 * need all that is there: {@code journal show} and {@code journal at}.
 */
@Command(name = "orca", mixinStandardHelpOptions = true, subcommands = {
        Main.SimCommand.class, Main.BenchCommand.class, HandlerCommand.class},
        description = "The laboratory: simulations, benchmarks and the contract of handlers.")
public final class Main {
    public static void main(String[] args) {
        if (args.length > 0 && args[0].equals("journal")) {
            System.exit(JournalCommand.run(Terminal.own(), Arrays.copyOfRange(args, 1, args.length)));
        }
        System.exit(new CommandLine(new Main()).execute(args));
    }

    /** {@code orca sim}. */
    @Command(name = "sim", mixinStandardHelpOptions = true, subcommands = {
        Main.StormCommand.class, ReplayCommand.class, SiegeCommand.class},
            description = "Simulate federations with faults, and replay workloads, in virtual time.")
    static final class SimCommand {}

    /** {@code orca bench}. */
    @Command(name = "bench", mixinStandardHelpOptions = true, description = "Measure; docs/performance.md says what and how.")
    static final class BenchCommand implements Callable<Integer> {
        /** What can be measured, by name. */
        private static final Map<String, Bench> ALL = Map.ofEntries(
                Map.entry("broker", BrokerBench::main), Map.entry("calendar", CalendarBench::main),
                Map.entry("factoring", FactoringBench::main), Map.entry("failover", FailoverBench::main),
                Map.entry("flood", FloodBench::main), Map.entry("journal", JournalBench::main),
                Map.entry("lives", LivesBench::main), Map.entry("peers", PeersBench::main),
                Map.entry("placement", PlacementBench::main), Map.entry("slots", SlotBench::main),
                Map.entry("sliver", SliverBench::main), Map.entry("turnover", TurnoverBench::main),
                Map.entry("wire", WireBench::main));

        /** A benchmark. */
        @FunctionalInterface
        private interface Bench {
            void run(String[] arguments) throws IOException, InterruptedException;
        }

        /** The names, for the help. */
        static final class Names extends ArrayList<String> {
            private static final long serialVersionUID = 1L;

            Names() {
                super(new TreeSet<>(ALL.keySet()));
            }
        }

        @Parameters(index = "0", completionCandidates = Names.class, description = "what: one of ${COMPLETION-CANDIDATES}")
        private String what;

        @Parameters(index = "1..*", description = "handed to the benchmark")
        private List<String> arguments = new ArrayList<>();

        @Override
        public Integer call() throws IOException, InterruptedException {
            Bench bench = ALL.get(what);
            if (bench == null) {
                System.err.println("orca: bench: must be one of " + String.join(", ", new Names()) + ", got '" + what + "'");
                return 2;
            }
            bench.run(arguments.toArray(String[]::new));
            return 0;
        }
    }

    /** {@code orca sim storm}. */
    @Command(name = "storm", mixinStandardHelpOptions = true,
            description = "Let faults happen to whole federations and check what must hold after every event.")
    static final class StormCommand implements Callable<Integer> {
        @Option(names = "--seeds", description = "how many seeds, from --seed on; without it 100, or the one that --seed names")
        private Integer seeds;

        @Option(names = "--seed", description = "the first seed; without it, one from the clock; alone, just that one")
        private Long seed;

        @Option(names = "--step", defaultValue = "1", description = "every how manyth seed from --seed on; the kind of a storm"
                + " follows from its seed: 16 from 3 on are those that put actors back to backups, 8 from 6 on those that tell"
                + " people, 32 from 12 on do both among actors whose keys change")
        private int step;

        @Option(names = "--digests", description = "print the digest of what every node wrote down")
        private boolean digests;

        @Option(names = "--rows", description = "print how often each row of the tables was taken, and by how many seeds;"
                + " and what became of units that moved to grow")
        private boolean rows;

        @Option(names = "--tell", description = "print every event and message in which this occurs, a reservation's id say")
        private String word;

        @Option(names = "--keys", description = "every storm among actors with keys, all signed, and forgers who overhear it;"
                + " without it every eighth")
        private boolean keys;

        @Option(names = "--keep-going", description = "do not stop at the first seed that breaks")
        private boolean keepGoing;

        private final GrowthCount growth = new GrowthCount();

        private Storm.Judge judge() {
            Checks checks = new Checks(growth);
            return word == null ? checks : new Telling(checks, word, System.out);
        }

        @Override
        public Integer call() {
            RowCount taken = new RowCount();
            long first = seed != null ? seed : System.currentTimeMillis();
            int count = seeds != null ? seeds : seed != null ? 1 : 100;
            long begin = System.nanoTime();
            long leases = 0;
            long events = 0;
            long forged = 0;
            int broken = 0;
            for (int i = 0; i < count; i++) {
                long each = first + (long) i * step;
                try {
                    Storm.Report report = Storms.run(each, rows ? taken.cast() : Cast.real(), judge(),
                            keys || Storm.keyed(each));
                    leases += report.leases();
                    forged += report.forged();
                    events += report.events();
                    if (digests) {
                        report.digests().forEach(System.out::println);
                    }
                } catch (Storms.Trouble trouble) {
                    if (!keepGoing) {
                        throw trouble;
                    }
                    broken++;
                    System.err.println(trouble.getMessage());
                }
                if (count > 1 && i % 25 == 24) {
                    System.err.printf("%d of %d seeds, %d leases, %d events%n", i + 1, count, leases, events);
                }
            }
            if (rows) {
                taken.lines().forEach(System.out::println);
                System.out.println(growth.line());
            }
            double seconds = Duration.ofNanos(System.nanoTime() - begin).toMillis() / 1000.0;
            System.err.printf("%d seeds from %d: %d leases begun, %d events, %d letters forged, %.0f leases/s; %s%n",
                    count, first, leases, events, forged, leases / seconds, broken == 0 ? "all held" : broken + " broke");
            return broken == 0 ? 0 : 1;
        }
    }

    /** Runs seeds. */
    public static final class Storms {
        private Storms() {}

        /** A seed that broke something. */
        public static final class Trouble extends IllegalStateException {
            private static final long serialVersionUID = 1;

            Trouble(long seed, boolean keys, RuntimeException cause) {
                super("seed " + seed + ": " + cause.getMessage() + "\n  replay: ./orca sim storm --seed " + seed
                        + (keys && !Storm.keyed(seed) ? " --keys" : ""), cause);
            }
        }

        /** One seed with the real checkers; what it finds names the command that replays it. */
        public static Storm.Report run(long seed, Cast cast) {
            return run(seed, cast, new Checks(), Storm.keyed(seed));
        }

        static Storm.Report run(long seed, Cast cast, Storm.Judge judge, boolean keys) {
            try {
                return new Storm(seed, cast, judge, keys).run();
            } catch (Broken | IllegalStateException | IllegalArgumentException e) {
                throw new Trouble(seed, keys, e);
            }
        }
    }
}
