package orca.handler.sliver.driver;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import orca.core.handler.CallContext;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.lease.UnitId;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.nodeagent.driver.Driver;
import orca.nodeagent.driver.FoundUnit;
import orca.nodeagent.driver.Order;
import orca.nodeagent.driver.Repeat;
import orca.nodeagent.driver.UnitLocks;

/**
 * The driver of slivers. Its actions: {@code setup}, {@code modify}, {@code teardown}, {@code probe} and {@code exec} (the
 * order's arguments are the command; {@code exit} is its code). It holds no state but the locks that keep two actions off one
 * unit: each looks at what there is, so none is answered from memory.
 */
public final class SliverDriver implements Driver {
    /** The driver's name. */
    public static final String NAME = "sliver";
    /** How long removal may take before it is trouble. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final int LONGEST_LINE = 1_000;
    private static final Pattern UNIT = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    private final Node node;
    private final long processes;
    private final Wiring wiring;
    private final Container container;
    private final SliverMaker maker;
    private final Remains remains;
    private final UnitLocks units = new UnitLocks();

    /**
     * A driver over {@code home}, made when missing.
     *
     * @param reference the tree that all slivers share, as {@code reference.sh} makes it
     * @param network their addresses, like {@code 10.77.0.0/16}
     * @param processes the most in one sliver
     */
    public SliverDriver(Path home, Path reference, String network, long processes) throws IOException {
        this(home, reference, network, processes, step -> {});
    }

    /** The same that tells each step as it is over, so that a test can die there. */
    SliverDriver(Path home, Path reference, String network, long processes, Consumer<String> passed) throws IOException {
        this.node = Node.in(home);
        this.processes = processes;
        this.wiring = new Wiring(node, Subnet.of(network));
        this.container = new Container(node);
        this.maker = new SliverMaker(node, reference.toAbsolutePath().normalize(), wiring, container,
                new Disk(node, passed), passed);
        this.remains = new Remains(node, wiring, container, passed);
    }

    /** Refuses what cannot be the addresses of slivers. @throws IllegalArgumentException naming the rule */
    public static void checkNetwork(String words) {
        Subnet.of(words);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, Repeat> actions() {
        Map<String, Repeat> actions = new LinkedHashMap<>();
        for (String action : new String[] {"setup", "modify", "teardown", "probe", "exec"}) {
            actions.put(action, Repeat.RUN_AGAIN);
        }
        return actions;
    }

    @Override
    public Outcome run(Order order, CallContext context) throws IOException, InterruptedException {
        String unit = order.unit().value();
        return switch (order.action()) {
            case "setup" -> units.alone(unit, () -> setup(unit, order, context));
            case "modify" -> units.alone(unit, () -> modify(unit, order, context));
            case "teardown" -> units.alone(unit, () -> teardown(unit));
            case "probe" -> new Outcome.Done(probe(unit));
            case "exec" -> exec(unit, order, context);
            default -> new Outcome.Trouble("order.action: must be one of " + actions().keySet(), false);
        };
    }

    private Outcome setup(String unit, Order order, CallContext context) throws IOException, InterruptedException {
        SliverSpec spec;
        try {
            spec = SliverSpec.of(order.input(), processes);
        } catch (IllegalArgumentException refused) {
            return new Outcome.Trouble(refused.getMessage(), false);
        }
        String missing = maker.missing(spec);
        if (!missing.isEmpty()) {
            return new Outcome.Trouble(missing, false);
        }
        Optional<Plan> there = running(unit);
        if (there.isPresent() && there.get().spec().account().equals(spec.account())) {
            context.say("the sliver is there");
            return change(unit, there.get(), spec);
        }
        if (!remains.traces(unit).isEmpty()) {
            context.say("removing what an earlier attempt left");
            List<String> left = remains.remove(unit, PATIENCE);
            if (!left.isEmpty()) {
                return new Outcome.Trouble("an earlier attempt left " + left, true);
            }
        }
        try {
            Plan plan = maker.make(unit, spec);
            return new Outcome.Done(properties(unit, plan));
        } catch (IOException failed) {
            remains.remove(unit, PATIENCE);
            return new Outcome.Trouble(failed.getMessage(), true);
        }
    }

    /** The plan of a sliver that is whole and runs. */
    private Optional<Plan> running(String unit) throws IOException {
        boolean runs = Files.exists(node.folder(unit).resolve("ready")) && container.alive(unit).isPresent();
        return runs ? Plan.in(node.folder(unit)) : Optional.empty();
    }

    private PropertyList properties(String unit, Plan plan) {
        PropertyList properties = PropertyList.of("address", wiring.address(plan)).with("port", 22)
                .with("account", plan.spec().account()).with("hostkey", plan.hostKey().publicLine())
                .with("site.folder", node.folder(unit).toString());
        OptionalLong pid = container.alive(unit);
        return pid.isPresent() ? properties.with("site.pid", pid.getAsLong()) : properties;
    }

    private PropertyList probe(String unit) throws IOException {
        Optional<Plan> plan = running(unit);
        PropertyList found = PropertyList.NONE.with(Handler.PRESENT, new PropertyValue.Flag(plan.isPresent()));
        return plan.isPresent() ? found.overlaid(properties(unit, plan.get())) : found;
    }

    private Outcome modify(String unit, Order order, CallContext context) throws IOException, InterruptedException {
        Optional<Plan> there = running(unit);
        if (there.isEmpty()) {
            return new Outcome.Trouble("unit " + unit + " does not run here", false);
        }
        SliverSpec spec;
        try {
            spec = SliverSpec.of(order.input(), there.get().spec().processes());
        } catch (IllegalArgumentException refused) {
            return new Outcome.Trouble(refused.getMessage(), false);
        }
        if (!spec.account().equals(there.get().spec().account())) {
            context.say("slice stays as it is: the account belongs to the sliver's beginning");
        }
        return change(unit, there.get(), spec);
    }

    private static String said(SliverSpec spec) {
        return spec.disk().isPresent() ? spec.disk().getAsLong() + " MiB" : "no limit";
    }

    /** Gives the living sliver the limits, the rate and the keys of {@code wanted}. */
    private Outcome change(String unit, Plan plan, SliverSpec wanted) throws IOException, InterruptedException {
        SliverSpec old = plan.spec();
        SliverSpec spec = new SliverSpec(old.account(), wanted.keys(), wanted.cpu(), wanted.memory(), wanted.disk(),
                wanted.bandwidth(), old.processes());
        if (!spec.disk().equals(old.disk())) {
            return new Outcome.Trouble("disk: " + said(old) + ", since the sliver was made so; asked for " + said(spec), false);
        }
        try {
            container.resize(unit, old, spec);
            if (!spec.bandwidth().equals(old.bandwidth())) {
                wiring.limit(unit, spec.bandwidth());
            }
            if (!spec.keys().equals(old.keys())) {
                // As the account itself, within its own root: no link of the guest's leads anywhere else.
                String write = "umask 077; mkdir -p $HOME/.ssh; printf %s \"$1\" > $HOME/.ssh/authorized_keys";
                Tool.run(container.entering(unit, plan, List.of("/bin/sh", "-c", write, "sh", SliverMaker.lines(spec)))
                        .toArray(String[]::new));
            }
        } catch (IOException failed) {
            return new Outcome.Trouble(failed.getMessage(), true);
        }
        Plan next = plan.with(spec);
        if (!spec.equals(old)) {
            next.keep(node.folder(unit));
        }
        return new Outcome.Done(properties(unit, next));
    }

    private Outcome teardown(String unit) throws IOException, InterruptedException {
        List<String> left = remains.remove(unit, PATIENCE);
        return left.isEmpty() ? Outcome.done() : new Outcome.Trouble("still there: " + left, true);
    }

    private Outcome exec(String unit, Order order, CallContext context) throws IOException, InterruptedException {
        Optional<Plan> plan = running(unit);
        if (plan.isEmpty()) {
            return new Outcome.Trouble("unit " + unit + " does not run here", false);
        }
        if (order.arguments().isEmpty()) {
            return new Outcome.Trouble("order.arguments: exec needs a command", false);
        }
        Process process = new ProcessBuilder(container.entering(unit, plan.get(), order.arguments()))
                .redirectErrorStream(true).redirectInput(Path.of("/dev/null").toFile()).start();
        Thread reader = Thread.ofVirtual().start(() -> pass(process, context));
        try {
            int code = process.waitFor();
            reader.join();
            return new Outcome.Done(PropertyList.NONE.with("exit", code));
        } finally {
            process.destroy(); // runc passes this on to what it runs
        }
    }

    private static void pass(Process process, CallContext context) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            StringBuilder line = new StringBuilder();
            for (int c = lines.read(); c >= 0; c = lines.read()) {
                if (c != '\n') {
                    line.append((char) c);
                }
                if (c == '\n' || line.length() == LONGEST_LINE) {
                    context.say(line.toString());
                    line.setLength(0);
                }
            }
            if (!line.isEmpty()) {
                context.say(line.toString());
            }
        } catch (IOException closed) {
            process.destroy();
        }
    }

    @Override
    public List<FoundUnit> units() throws IOException {
        List<FoundUnit> found = new ArrayList<>();
        for (String unit : remains.units()) {
            if (UNIT.matcher(unit).matches()) {
                PropertyList properties = probe(unit);
                boolean whole = properties.get(Handler.PRESENT).equals(Optional.of(new PropertyValue.Flag(true)));
                // Of a whole one everything is there; what is left of another has to be looked for, which takes longer.
                PropertyList traces = whole ? PropertyList.NONE
                        : PropertyList.of("site.traces", String.join(", ", remains.traces(unit)));
                found.add(new FoundUnit(NAME, new UnitId(unit), whole, properties.overlaid(traces)));
            }
        }
        return found;
    }
}
