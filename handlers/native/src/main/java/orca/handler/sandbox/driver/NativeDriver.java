package orca.handler.sandbox.driver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import orca.core.handler.CallContext;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.lease.UnitId;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.handler.sandbox.driver.CgroupMounts.Controller;
import orca.nodeagent.driver.Driver;
import orca.nodeagent.driver.FolderLock;
import orca.nodeagent.driver.FoundUnit;
import orca.nodeagent.driver.Order;
import orca.nodeagent.driver.Repeat;
import orca.nodeagent.driver.UnitLocks;

/**
 * The driver of isolated process trees. Its actions: {@code setup}, {@code modify}, {@code teardown}, {@code probe},
 * {@code exec} (the order's arguments are the command; {@code exit} is its code) and {@code output} (says what the unit's
 * command printed last).
 *
 * <p>It holds no state but the lock that keeps two actions off one unit, and the form it chose at its first setup.
 */
public final class NativeDriver implements Driver {
    /** The driver's name. */
    public static final String NAME = "native";
    /** How long removal may take before it is trouble. */
    static final Duration PATIENCE = Duration.ofSeconds(20);
    /** As many lines of a command's output as are said at once. */
    static final int SAID_LINES = 200;

    private static final Pattern UNIT = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    private final Path home;
    private final boolean root;
    private final List<Form> permitted;
    private final StateFolder folder;
    private final Cgroups cgroups;
    private final UnitMaker maker;
    private final Removal removal;
    private final UnitLocks units = new UnitLocks();
    private Optional<FormChoice> choice = Optional.empty();

    /**
     * A driver over {@code home}, made when missing.
     *
     * @param permitted the forms it may use, the preferred first
     * @param ownNetwork whether a unit has a network of its own, with nothing but a loopback
     * @param mostProcesses the most processes in one unit
     */
    public NativeDriver(Path home, List<Form> permitted, boolean ownNetwork, long mostProcesses)
            throws IOException, InterruptedException {
        if (Files.isSymbolicLink(home)) {
            // Somebody else's link could lead to a folder whose permissions must not be touched.
            throw new IOException("folder: must not be a symbolic link, got " + home);
        }
        Files.createDirectories(home);
        this.home = home.toRealPath();
        int user = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        this.root = user == 0;
        this.permitted = List.copyOf(permitted);
        String key = key(this.home + "\n" + user);
        this.folder = new StateFolder(this.home, key, user);
        this.cgroups = FolderLock.under(this.home, () -> Cgroups.detect(key));
        ProcessTable processes = new ProcessTable(key);
        this.maker = new UnitMaker(folder, cgroups, processes, new Launch(key, folder, cgroups), ownNetwork, mostProcesses);
        this.removal = new Removal(folder, cgroups, processes);
        // A trial whose process died is no unit, so no teardown will ever ask for it.
        FolderLock.under(this.home, () -> removal.remove(RealTrial.UNIT, PATIENCE));
    }

    /** What sets this node's units apart from those of another folder or user on the same host. */
    private static String key(String words) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(words.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 6);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    /**
     * None is answered from memory: each looks at what there is, and a repeated setup finds its unit and leaves it be. An
     * answer from memory would go on calling a unit made that has died since.
     */
    @Override
    public Map<String, Repeat> actions() {
        return Map.of(
                "setup", Repeat.RUN_AGAIN,
                "modify", Repeat.RUN_AGAIN,
                "teardown", Repeat.RUN_AGAIN,
                "probe", Repeat.RUN_AGAIN,
                "exec", Repeat.RUN_AGAIN,
                "output", Repeat.RUN_AGAIN);
    }

    @Override
    public Outcome run(Order order, CallContext context) throws IOException, InterruptedException {
        String unit = order.unit().value();
        return switch (order.action()) {
            case "setup" -> units.alone(unit, () -> setup(order, context));
            case "modify" -> units.alone(unit, () -> modify(order, context));
            case "teardown" -> units.alone(unit, () -> teardown(unit, context));
            case "probe" -> new Outcome.Done(probe(unit));
            case "exec" -> exec(order, context);
            case "output" -> output(unit, context);
            default -> new Outcome.Trouble("order.action: must be one of " + actions().keySet(), false);
        };
    }

    private Outcome setup(Order order, CallContext context) throws IOException, InterruptedException {
        String unit = order.unit().value();
        UnitSpec spec;
        try {
            spec = UnitSpec.of(unit, order.input());
        } catch (IllegalArgumentException refused) {
            return new Outcome.Trouble(refused.getMessage(), false);
        }
        FormChoice chosen = choice();
        chosen.words().forEach(context::say);
        if (chosen.form().isEmpty()) {
            return new Outcome.Trouble(String.join("; ", chosen.words()), false);
        }
        Optional<UnitPlan> there = folder.plan(unit);
        boolean same = there.isPresent()
                && there.get().spec().sized(spec.cpu(), spec.memory()).equals(spec)
                && there.get().form() == chosen.form().get();
        if (same && running(there.get()).isPresent() && folder.ready(unit)) {
            context.say("the unit is there");
            return resize(there.get(), spec, context);
        }
        if (!removal.traces(unit).isEmpty()) {
            context.say("removing what an earlier attempt left");
            List<String> left = removal.remove(unit, PATIENCE);
            if (!left.isEmpty()) {
                return new Outcome.Trouble("an earlier attempt left " + left, true);
            }
        }
        try {
            UnitPlan plan = maker.make(spec, chosen.form().get());
            folder.complaints(unit).forEach(context::say);
            return new Outcome.Done(properties(plan));
        } catch (IOException failed) {
            removal.remove(unit, PATIENCE);
            return new Outcome.Trouble(failed.toString(), true);
        }
    }

    /** The form for all units, found by making one of each in turn until one works; asked once. */
    private synchronized FormChoice choice() throws IOException, InterruptedException {
        if (choice.isEmpty()) {
            RealTrial trial = new RealTrial(home, root, maker, removal);
            choice = Optional.of(FolderLock.under(home, () -> FormChoice.among(permitted, trial)));
        }
        return choice.get();
    }

    private OptionalLong running(UnitPlan plan) throws IOException {
        return maker.running(plan);
    }

    private PropertyList properties(UnitPlan plan) throws IOException {
        String unit = plan.spec().unit();
        PropertyList properties = PropertyList.of("native.form", plan.form().word())
                .with("native.limits", Limits.of(plan, cgroups).words())
                .with("native.hostname", plan.form().namespaced() ? plan.spec().hostname() : "the host's")
                .with("native.network", plan.form().namespaced() && plan.ownNetwork() ? "its own loopback" : "the host's")
                .with("native.folder", folder.of(unit).toString());
        if (plan.user().isPresent()) {
            properties = properties.with("native.user", plan.user().getAsInt());
        }
        List<String> layers = folder.layers(unit);
        if (!layers.isEmpty()) {
            properties = properties.with("native.layers", String.join(", ", layers));
        }
        OptionalLong pid = running(plan);
        return pid.isPresent() ? properties.with("native.pid", pid.getAsLong()) : properties;
    }

    private PropertyList probe(String unit) throws IOException {
        Optional<UnitPlan> plan = folder.plan(unit);
        boolean there = plan.isPresent() && folder.ready(unit) && running(plan.get()).isPresent();
        PropertyList found = PropertyList.NONE.with(Handler.PRESENT, new PropertyValue.Flag(there));
        if (plan.isPresent()) {
            found = found.overlaid(properties(plan.get()));
            OptionalLong exit = folder.exit(unit);
            found = exit.isPresent() ? found.with("native.exit", exit.getAsLong()) : found;
        }
        return found;
    }

    private Outcome modify(Order order, CallContext context) throws IOException {
        String unit = order.unit().value();
        Optional<UnitPlan> there = folder.plan(unit);
        if (there.isEmpty() || running(there.get()).isEmpty()) {
            return new Outcome.Trouble("unit " + unit + " does not run here", false);
        }
        UnitSpec old = there.get().spec();
        UnitSpec wanted;
        try {
            wanted = UnitSpec.of(unit, order.input());
        } catch (IllegalArgumentException refused) {
            return new Outcome.Trouble(refused.getMessage(), false);
        }
        if (!old.sized(wanted.cpu(), wanted.memory()).equals(wanted)) {
            context.say("command, hostname and env stay as they are: they belong to the unit's start");
        }
        return resize(there.get(), wanted, context);
    }

    /** Gives the running unit the size of {@code wanted}; what cannot be changed here is said. */
    private Outcome resize(UnitPlan there, UnitSpec wanted, CallContext context) throws IOException {
        UnitSpec old = there.spec();
        String unit = old.unit();
        try {
            // Memory first, since it alone can be refused: then nothing has changed.
            cgroups.limitMemory(unit, wanted.memory());
        } catch (IOException refused) {
            cgroups.limitMemory(unit, old.memory());
            return new Outcome.Trouble("memory: the unit uses more than the new limit, or it cannot be set: " + refused, true);
        }
        cgroups.limitCpu(unit, wanted.cpu());
        UnitPlan plan = there.with(old.sized(wanted.cpu(), wanted.memory()));
        folder.keep(plan);
        if (cgroups.holds(Controller.CPU).isEmpty() && !wanted.cpu().equals(old.cpu())) {
            context.say("cpu: cannot be limited here");
        }
        if (cgroups.holds(Controller.MEMORY).isEmpty() && !wanted.memory().equals(old.memory())) {
            context.say("memory: holds for processes that are started from now on by exec");
        }
        return new Outcome.Done(properties(plan));
    }

    private Outcome teardown(String unit, CallContext context) throws IOException, InterruptedException {
        if (folder.exists(unit)) {
            output(unit, context);
        }
        List<String> left = removal.remove(unit, PATIENCE);
        return left.isEmpty() ? Outcome.done() : new Outcome.Trouble("still there: " + left, true);
    }

    private Outcome exec(Order order, CallContext context) throws IOException, InterruptedException {
        String unit = order.unit().value();
        Optional<UnitPlan> plan = folder.plan(unit);
        OptionalLong init = plan.isPresent() ? running(plan.get()) : OptionalLong.empty();
        if (init.isEmpty()) {
            return new Outcome.Trouble("unit " + unit + " does not run here", false);
        }
        if (order.arguments().isEmpty()) {
            return new Outcome.Trouble("order.arguments: exec needs a command", false);
        }
        int code = maker.enter(plan.get(), init.getAsLong(), order.arguments(), context);
        return new Outcome.Done(PropertyList.NONE.with("exit", code));
    }

    private Outcome output(String unit, CallContext context) throws IOException {
        folder.output(unit, SAID_LINES).stream()
                .map(line -> line.length() > Launch.LONGEST_LINE ? line.substring(0, Launch.LONGEST_LINE) : line)
                .forEach(context::say);
        return Outcome.done();
    }

    @Override
    public List<FoundUnit> units() throws IOException {
        List<FoundUnit> found = new ArrayList<>();
        for (String unit : removal.units()) {
            // What else lies there is not by this driver: a trial under way, or somebody's file.
            if (UNIT.matcher(unit).matches()) {
                PropertyList properties = probe(unit);
                boolean whole = properties.get(Handler.PRESENT).equals(Optional.of(new PropertyValue.Flag(true)));
                PropertyList traces = PropertyList.of("native.traces", String.join(", ", removal.traces(unit)));
                found.add(new FoundUnit(NAME, new UnitId(unit), whole, properties.overlaid(traces)));
            }
        }
        return found;
    }
}
