package orca.simulator.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import orca.cli.screen.Cell;
import orca.cli.screen.Column;
import orca.cli.screen.Table;
import orca.core.policy.AssignmentPolicy;
import orca.core.policy.Budget;
import orca.core.policy.ProvisioningPlan;
import orca.core.policy.ProvisioningPolicy;
import orca.core.policy.ProvisioningView;
import orca.core.resource.PropertyList;
import orca.runtime.policy.Policies;
import orca.simulator.traces.LogException;
import orca.wire.text.Notation;
import orca.wire.text.RecordForm;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code orca sim replay}. */
@Command(name = "replay", mixinStandardHelpOptions = true, description = {
    "Replay a workload under one or several policies, in virtual time, through the real actors, and say what came of it.",
    "Exits with 0 when all was replayed, 2 when the workload or a policy cannot be used."})
public final class ReplayCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "WORKLOAD", description = {"a log in the Standard Workload Format (.swf, .swf.gz),",
        "one with known answers (.golden.tsv.gz), or a recipe:", "synthetic:jobs=1000,units=64,load=0.9,users=8,seed=1,",
                "slack=0,bids=0"})
    private String source;

    @Option(names = {"--policy", "--compare"}, split = ",", paramLabel = "NAME", description = "the policies; easy without it")
    private List<String> policies = List.of("easy");

    @Option(names = "--set", paramLabel = "POLICY.NAME=VALUE", description = "a setting of a policy")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(names = "--capacity", paramLabel = "UNITS", description = "how many units there are, if the log does not say")
    private Integer capacity;

    @Option(names = "--first", paramLabel = "JOBS", description = "only the first so many jobs")
    private Integer first;

    @Option(names = "--actors", paramLabel = "WHO", description = {"all: site, broker, and a guest for each user, real ones;",
        "broker: a real broker, with site and guests that are played,",
                "which is quicker and comes to the same waits; all without it"})
    private String actors = "all";

    @Option(names = "--hosts", paramLabel = "N", description = "among how many hosts the site divides its units; 1 without it")
    private int hosts = 1;

    @Option(names = "--assignment", paramLabel = "NAME", description = "the site's policy; first-fit without it")
    private String assignment = "first-fit";

    @Option(names = "--exact", description = "as if every job had asked for what it ran")
    private boolean exact;

    @Option(names = "--deadlines", paramLabel = "TIMES",
            description = {"every job must be over when so many times as long as it asked",
        "for has passed since it came"})
    private Double deadlines;

    @Option(names = "--picture", paramLabel = "FILE", description = {
        "draw the schedule and the line, in SVG; one file for each policy, if there are several"})
    private Path picture;

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", description = "table or json; table without it")
    private String output = "table";

    /**
     * One line of the answer.
     *
     * @param seconds how long the replay took, in seconds of this machine
     * @param thinking how much of that the policy took
     */
    public record Line(String policy, Figures figures, double seconds, double thinking) {}

    /** A policy, and how long it thinks. */
    private static final class Timed implements ProvisioningPolicy {
        private final ProvisioningPolicy policy;
        private long nanos;

        Timed(ProvisioningPolicy policy) {
            this.policy = policy;
        }

        @Override
        public String name() {
            return policy.name();
        }

        @Override
        public ProvisioningPlan propose(ProvisioningView view, Budget budget) {
            long begin = System.nanoTime();
            ProvisioningPlan plan = policy.propose(view, budget);
            nanos += System.nanoTime() - begin;
            return plan;
        }
    }

    /** The answer. */
    public record Answer(String workload, int jobs, int capacity, List<Line> policies) {}

    @Override
    public Integer call() throws IOException {
        try {
            if (!List.of("table", "json").contains(output)) {
                throw new IllegalArgumentException("--output: must be table or json, got '" + output + "'");
            }
            if (!List.of("all", "broker").contains(actors)) {
                throw new IllegalArgumentException("--actors: must be all or broker, got '" + actors + "'");
            }
            mustBeFrom1("--first", first);
            mustBeFrom1("--capacity", capacity);
            if (picture != null && !Files.isDirectory(picture.toAbsolutePath().getParent())) {
                throw new IllegalArgumentException("--picture: there is no folder " + picture.toAbsolutePath().getParent());
            }
            List<ProvisioningPolicy> chosen = policies.stream().map(this::policy).toList();
            Workload workload = workload();
            List<Line> lines = new ArrayList<>();
            for (ProvisioningPolicy policy : chosen) {
                lines.add(replay(workload, policy));
            }
            print(new Answer(workload.name(), workload.jobs().size(), workload.capacity(), lines));
            return 0;
        } catch (LogException | IllegalArgumentException wrong) {
            System.err.println("orca: sim replay: " + wrong.getMessage());
            return 2;
        }
    }

    private static void mustBeFrom1(String option, Integer number) {
        if (number != null && (number < 1 || number > Job.WIDEST)) {
            throw new IllegalArgumentException(option + ": must be from 1 to " + Job.WIDEST + ", got " + number);
        }
    }

    private ProvisioningPolicy policy(String name) {
        ProvisioningPolicy policy = Policies.provisioning(name).orElseThrow(() -> new IllegalArgumentException(
                "--policy: there are " + Policies.names(ProvisioningPolicy.class) + ", not '" + name + "'"));
        PropertyList own = PropertyList.NONE;
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            String prefix = name + ".";
            if (setting.getKey().startsWith(prefix)) {
                own = own.with(setting.getKey().substring(prefix.length()), Notation.property(setting.getValue()));
            } else if (policies.stream().noneMatch(p -> setting.getKey().startsWith(p + "."))) {
                throw new IllegalArgumentException("--set: must begin with the name of a policy that is replayed, got '"
                        + setting.getKey() + "'");
            }
        }
        policy.configure(own);
        return policy;
    }

    private LeaseReplay.Site site() {
        return new LeaseReplay.Site(hosts, Policies.assignment(assignment).orElseThrow(() -> new IllegalArgumentException(
                "--assignment: there are " + Policies.names(AssignmentPolicy.class) + ", not '" + assignment + "'")));
    }

    private Workload workload() throws IOException {
        Workload whole = read();
        Workload part = first == null ? whole : whole.first(first);
        Workload known = exact ? part.exactly() : part;
        return deadlines == null ? known : known.within(deadlines);
    }

    private Workload read() throws IOException {
        if (source.startsWith(Recipe.PREFIX)) {
            return Recipe.make(source);
        }
        Path file = Path.of(source);
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new IllegalArgumentException("there is no file " + file + " that can be read");
        }
        OptionalInt units = capacity == null ? OptionalInt.empty() : OptionalInt.of(capacity);
        if (source.endsWith(".golden.tsv.gz") || source.endsWith(".golden.tsv")) {
            return GoldenLog.read(file, units).workload();
        }
        SwfLog log = SwfLog.read(file, units);
        log.notes().forEach(note -> System.err.println("orca: " + file.getFileName() + ": " + note));
        return log.workload(file.getFileName().toString());
    }

    private Line replay(Workload workload, ProvisioningPolicy policy) {
        if (System.console() != null) {
            System.err.printf("replaying %d jobs under %s ...%n", workload.jobs().size(), policy.name());
        }
        long begin = System.nanoTime();
        Timed timed = new Timed(policy);
        Outcome outcome = actors.equals("all") ? LeaseReplay.run(workload, timed, site()) : MarketReplay.run(workload, timed);
        double seconds = (System.nanoTime() - begin) / 1e9;
        if (picture != null) {
            String title = workload.name() + " under " + policy.name() + ": " + workload.jobs().size() + " jobs, "
                    + workload.capacity() + " units";
            draw(pictureOf(policy.name()), Chart.of(outcome, title));
        }
        return new Line(policy.name(), Figures.of(outcome), seconds, timed.nanos / 1e9);
    }

    private static void draw(Path file, String svg) {
        try {
            Files.writeString(file, svg);
        } catch (IOException e) {
            throw new IllegalArgumentException("--picture: " + file + " cannot be written: " + e.getMessage(), e);
        }
    }

    private Path pictureOf(String policy) {
        if (policies.size() == 1) {
            return picture;
        }
        String name = picture.getFileName().toString();
        int dot = name.lastIndexOf('.');
        String one = dot < 0 ? name + "-" + policy : name.substring(0, dot) + "-" + policy + name.substring(dot);
        return picture.resolveSibling(one);
    }

    private void print(Answer answer) {
        if (output.equals("json")) {
            System.out.println(RecordForm.json(answer));
            return;
        }
        System.out.printf("%s: %d jobs, %d units%n%n", answer.workload(), answer.jobs(), answer.capacity());
        List<Column> columns = List.of(Column.whole("POLICY"), Column.number("MEAN WAIT", 0), Column.number("95% WAIT", 3),
                Column.number("SLOWDOWN", 0), Column.number("USED", 0), Column.number("FAIRNESS", 2), Column.number("REFUSED", 1),
                Column.number("DEADLINES MET", 2), Column.number("REVENUE", 2), Column.number("MOVES", 3),
                Column.number("MAKESPAN", 4), Column.number("JOBS/S", 5), Column.number("POLICY ALONE", 6));
        List<List<Cell>> rows = new ArrayList<>();
        for (Line line : answer.policies()) {
            Figures f = line.figures();
            rows.add(List.of(Cell.of(line.policy()), Cell.of(span(f.meanWait())), Cell.of(span(f.wait95())),
                    Cell.of(String.format(Locale.ROOT, "%.2f", f.meanSlowdown())),
                    Cell.of(String.format(Locale.ROOT, "%.1f%%", 100 * f.utilisation())),
                    Cell.of(String.format(Locale.ROOT, "%.2f", f.fairness())), Cell.of(Integer.toString(f.refused())),
                    Cell.of(f.deadlines() == 0 ? "-" : String.format(Locale.ROOT, "%.1f%%", 100 * f.met())),
                    Cell.of(String.format(Locale.ROOT, "%,.0f", f.revenue())), Cell.of(Long.toString(f.migrations())),
                    Cell.of(span(f.makespan())), Cell.of(String.format(Locale.ROOT, "%.0f", f.jobs() / line.seconds())),
                    Cell.of(String.format(Locale.ROOT, "%.0f", f.jobs() / line.thinking()))));
        }
        new Table(columns, rows).lines(Integer.MAX_VALUE, false).forEach(System.out::println);
    }

    private static String span(double seconds) {
        Duration span = Duration.ofSeconds(Math.round(seconds));
        return span.toDays() > 0 ? span.toDays() + "d" + span.toHoursPart() + "h"
                : span.toHours() > 0 ? span.toHours() + "h" + String.format(Locale.ROOT, "%02dm", span.toMinutesPart())
                : span.toMinutesPart() + "m" + String.format(Locale.ROOT, "%02ds", span.toSecondsPart());
    }
}
