package orca.simulator.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import orca.core.policy.AssignmentPolicy;
import orca.core.policy.Budget;
import orca.core.policy.ProvisioningPlan;
import orca.core.policy.ProvisioningPolicy;
import orca.core.policy.ProvisioningView;
import orca.core.resource.PropertyList;
import orca.runtime.policy.Policies;
import orca.simulator.traces.LogException;
import orca.simulator.traces.Openb;
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
        "one with known answers (.golden.tsv.gz), a trace of pods with --nodes (.csv, .csv.gz), or a recipe:",
        "synthetic:jobs=1000,units=64,load=0.9,users=8,seed=1,slack=0,bids=0"})
    private String source;

    @Option(names = {"--policy", "--compare"}, split = ",", paramLabel = "NAME", description = "the policies; easy without it")
    private List<String> policies = List.of("easy");

    @Option(names = "--set", paramLabel = "POLICY.NAME=VALUE", description = "a setting of a policy, the site's too")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(names = "--capacity", paramLabel = "UNITS", description = "how many units there are, if the log does not say")
    private Integer capacity;

    @Option(names = "--first", paramLabel = "JOBS", description = "only the first so many jobs")
    private Integer first;

    @Option(names = "--actors", paramLabel = "WHO", description = {"all: site, broker, and a guest for each user, real ones;",
        "broker: a real broker, with site and guests that are played,",
                "which is quicker and comes to the same waits; all without it"})
    private String actors = "all";

    @Option(names = "--nodes", paramLabel = "FILE", description = "the nodes on which a trace of pods runs (.csv, .csv.gz)")
    private Path nodes;

    @Option(names = "--hosts", paramLabel = "N", description = {
        "among how many hosts the site divides its units; 1 without it;", "of a trace, on how many of its nodes; all without it"})
    private Integer hosts;

    @Option(names = "--assignment", split = ",", paramLabel = "NAME",
            description = "the site's policies; first-fit without it")
    private List<String> assignments = List.of("first-fit");

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
     * @param assignment the site's policy; empty where the site is played
     * @param seconds how long the replay took, in seconds of this machine
     * @param thinking how much of that the policy took
     */
    public record Line(String policy, String assignment, Figures figures, double seconds, double thinking) {}

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

    /**
     * The answer.
     *
     * @param hosts how many nodes there are where units have sizes; 0 where they have none
     */
    public record Answer(String workload, int jobs, int capacity, int hosts, List<Line> policies) {}

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
            mustBeFrom1("--hosts", hosts);
            checkSettings();
            List<ProvisioningPolicy> chosen = policies.stream().map(this::policy).toList();
            List<AssignmentPolicy> placing = assignments.stream().map(this::assignment).toList();
            Workload workload = workload();
            List<Line> lines = new ArrayList<>();
            for (ProvisioningPolicy policy : chosen) {
                for (AssignmentPolicy assignment : actors.equals("all") ? placing : placing.subList(0, 1)) {
                    lines.add(replay(workload, policy, assignment));
                }
            }
            print(new Answer(workload.name(), workload.jobs().size(), workload.capacity(),
                    workload.estate().map(e -> e.machines().size()).orElse(0), lines));
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
        policy.configure(own(name));
        return policy;
    }

    private AssignmentPolicy assignment(String name) {
        AssignmentPolicy policy = Policies.assignment(name).orElseThrow(() -> new IllegalArgumentException(
                "--assignment: there are " + Policies.names(AssignmentPolicy.class) + ", not '" + name + "'"));
        policy.configure(own(name));
        return policy;
    }

    private PropertyList own(String name) {
        PropertyList own = PropertyList.NONE;
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            if (setting.getKey().startsWith(name + ".")) {
                own = own.with(setting.getKey().substring(name.length() + 1), Notation.property(setting.getValue()));
            }
        }
        return own;
    }

    private void checkSettings() {
        for (String setting : settings.keySet()) {
            if (Stream.concat(policies.stream(), assignments.stream()).noneMatch(p -> setting.startsWith(p + "."))) {
                throw new IllegalArgumentException("--set: must begin with the name of a policy that is replayed, got '"
                        + setting + "'");
            }
        }
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
        if (source.endsWith(".csv") || source.endsWith(".csv.gz")) {
            return trace(file);
        }
        if (nodes != null) {
            throw new IllegalArgumentException("--nodes: only a trace of pods (.csv, .csv.gz) runs on nodes");
        }
        OptionalInt units = capacity == null ? OptionalInt.empty() : OptionalInt.of(capacity);
        if (source.endsWith(".golden.tsv.gz") || source.endsWith(".golden.tsv")) {
            return GoldenLog.read(file, units).workload();
        }
        SwfLog log = SwfLog.read(file, units);
        log.notes().forEach(note -> System.err.println("orca: " + file.getFileName() + ": " + note));
        return log.workload(file.getFileName().toString());
    }

    private Workload trace(Path pods) throws IOException {
        if (nodes == null || !Files.isReadable(nodes) || Files.isDirectory(nodes)) {
            throw new IllegalArgumentException("--nodes: must be the file of the nodes on which the pods of " + pods.getFileName()
                    + " run" + (nodes == null ? "" : "; there is no file " + nodes + " that can be read"));
        }
        if (capacity != null) {
            throw new IllegalArgumentException("--capacity: how much there is, the nodes say; --hosts takes fewer of them");
        }
        PodLog log = new PodLog(Openb.read(nodes, pods));
        log.notes().forEach(note -> System.err.println("orca: " + pods.getFileName() + ": " + note));
        return log.workload(pods.getFileName().toString(), Optional.ofNullable(hosts));
    }

    private Line replay(Workload workload, ProvisioningPolicy policy, AssignmentPolicy assignment) {
        if (System.console() != null) {
            System.err.printf("replaying %d jobs under %s ...%n", workload.jobs().size(), policy.name());
        }
        long begin = System.nanoTime();
        Timed timed = new Timed(policy);
        boolean all = actors.equals("all");
        Outcome outcome = all ? LeaseReplay.run(workload, timed, new LeaseReplay.Site(hosts == null ? 1 : hosts, assignment))
                : MarketReplay.run(workload, timed);
        double seconds = (System.nanoTime() - begin) / 1e9;
        if (picture != null) {
            String name = assignments.size() == 1 || !all ? policy.name() : policy.name() + "-" + assignment.name();
            String title = workload.name() + " under " + name + ": " + workload.jobs().size() + " jobs, "
                    + workload.estate().map(e -> e.machines().size() + " nodes").orElse(workload.capacity() + " units");
            draw(pictureOf(name), Chart.of(outcome, title));
        }
        return new Line(policy.name(), all ? assignment.name() : "", Figures.of(outcome), seconds, timed.nanos / 1e9);
    }

    private static void draw(Path file, String svg) {
        try {
            Files.writeString(file, svg);
        } catch (IOException e) {
            throw new IllegalArgumentException("--picture: " + file + " cannot be written: " + e.getMessage(), e);
        }
    }

    private Path pictureOf(String policy) {
        if (policies.size() == 1 && (assignments.size() == 1 || !actors.equals("all"))) {
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
        } else {
            ReplayTable.lines(answer).forEach(System.out::println);
        }
    }
}
