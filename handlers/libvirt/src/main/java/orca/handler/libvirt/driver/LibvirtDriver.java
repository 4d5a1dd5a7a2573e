package orca.handler.libvirt.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import orca.core.handler.CallContext;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.lease.UnitId;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.nodeagent.driver.Driver;
import orca.nodeagent.driver.FolderLock;
import orca.nodeagent.driver.FoundUnit;
import orca.nodeagent.driver.Order;
import orca.nodeagent.driver.Repeat;
import orca.nodeagent.driver.Room;
import orca.nodeagent.driver.UnitLocks;

/**
 * The driver of virtual machines. Its actions: {@code setup}, {@code modify}, {@code teardown}, {@code probe} and
 * {@code console} (says what the unit's console printed last).
 *
 * <p>It holds no state but the locks that keep two actions off one unit and the lines to the daemons. What there is of a unit
 * is asked for each time: the daemons know machines by their label, the store has a folder of the unit's name.
 */
public final class LibvirtDriver implements Driver {
    /** The driver's name. */
    public static final String NAME = "libvirt";
    /** As many lines of a console as are said at once. */
    static final int SAID_LINES = 200;

    private final NodeSettings settings;
    private final Hosts hosts;
    private final UnitFolders folders;
    private final Resize resize;
    private final Attachments attachments;
    private final Containers containers;
    private final MachineMaker maker;
    private final Power power;
    private final Placement placement;
    private final UnitLocks units = new UnitLocks();

    /**
     * A driver over the settings' folder, made when missing; no daemon is asked yet.
     *
     * @param single whether each further host has an agent of its own, so that its machines are not this driver's
     */
    public LibvirtDriver(NodeSettings settings, boolean single) throws IOException {
        if (Files.isSymbolicLink(settings.folder())) {
            // Somebody else's link could lead to a folder whose permissions must not be touched.
            throw new IOException("folder: must not be a symbolic link, got " + settings.folder());
        }
        Files.createDirectories(settings.folder());
        Path home = settings.folder().toRealPath();
        int user = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        Label label = Label.of(home, user);
        List<Line> lines = new ArrayList<>();
        lines.add(new Line(NodeSettings.HOME, settings.uri()));
        settings.hosts().forEach((name, uri) -> lines.add(new Line(name, uri)));
        this.settings = settings;
        this.hosts = new Hosts(label, lines, single);
        this.folders = new UnitFolders(home.resolve("units"), Mounts.HERE);
        this.resize = new Resize(hosts, settings);
        this.attachments = new Attachments(hosts, label);
        this.containers = new Containers(settings, label, folders);
        this.maker = new MachineMaker(settings, label, hosts, folders, resize, attachments, containers);
        this.power = new Power(hosts, containers, settings.shutdown());
        this.placement = new Placement(hosts, label, settings);
    }

    @Override
    public String name() {
        return NAME;
    }

    /** None is answered from memory: each looks at what there is, and a machine that was made may have died since. */
    @Override
    public Map<String, Repeat> actions() {
        return Map.of(
                "setup", Repeat.RUN_AGAIN,
                "modify", Repeat.RUN_AGAIN,
                "teardown", Repeat.RUN_AGAIN,
                "probe", Repeat.RUN_AGAIN,
                "console", Repeat.RUN_AGAIN);
    }

    @Override
    public Outcome run(Order order, CallContext context) throws InterruptedException {
        String unit = order.unit().value();
        try {
            return switch (order.action()) {
                case "setup" -> units.alone(unit, () -> setup(UnitSpec.of(unit, order.input()), context));
                case "modify" -> units.alone(unit, () -> modify(UnitSpec.of(unit, order.input()), context));
                case "teardown" -> units.alone(unit, () -> teardown(unit, context));
                case "probe" -> new Outcome.Done(probe(unit, order.input()));
                case "console" -> console(unit, context);
                default -> new Outcome.Trouble("order.action: must be one of " + actions().keySet(), false);
            };
        } catch (IllegalArgumentException refused) {
            return new Outcome.Trouble(refused.getMessage(), false);
        } catch (IOException failed) {
            return new Outcome.Trouble(String.valueOf(failed.getMessage()), true);
        }
    }

    private Outcome setup(UnitSpec spec, CallContext context) throws IOException, InterruptedException {
        String unit = spec.unit();
        Machine.State wanted = spec.power().orElse(Machine.State.RUNNING);
        String place = spec.place().orElse(NodeSettings.HOME);
        hosts.line(place);
        containers.check(spec);
        Optional<Machine> there = whole(unit);
        if (there.isPresent() && there.get().birth().demand().equals(spec.demand())) {
            context.say("the unit is there, " + there.get().state().word() + " on " + there.get().host());
            return adopt(there.get(), spec, wanted, context);
        }
        if (settings.filter().isPresent()) {
            hosts.needFilter(place, settings.filter().get());
        }
        MachineMaker.Parts parts = maker.parts(spec);
        Ability ability = ability();
        ability.words().forEach(context::say);
        if (!maker.traces(unit).isEmpty()) {
            context.say("removing what an earlier attempt left");
            maker.remove(unit);
        }
        try {
            maker.make(spec, parts, ability, place, wanted == Machine.State.PAUSED);
        } catch (IOException failed) {
            maker.remove(unit);
            return new Outcome.Trouble(String.valueOf(failed.getMessage()), true);
        }
        limits(spec, ability, context);
        Machine made = whole(unit).orElseThrow(() -> new IOException("unit " + unit + " went while it was made"));
        context.say("disk: cloned by " + made.birth().cloned());
        return adopt(made, spec, wanted, context);
    }

    /** What a sliver asks for and this host cannot hold is said, not passed over. */
    private static void limits(UnitSpec spec, Ability ability, CallContext context) {
        if (!ability.cpu() && spec.cpu() % 1000 != 0) {
            context.say("cpu: " + spec.cpu() + " milli-cores cannot be held here; it has " + spec.cpus() + " whole");
        }
        if (!ability.bandwidth() && spec.bandwidth() > 0) {
            context.say("bandwidth: " + spec.bandwidth() + " kbit/s cannot be held here; it has what the network gives");
        }
    }

    /** The unit's machine with its disk. Of two, what is left of a move, only the one that runs stays. */
    private Optional<Machine> whole(String unit) throws IOException, InterruptedException {
        List<Machine> found = hosts.find(unit);
        for (Machine other : found.subList(Math.min(1, found.size()), found.size())) {
            hosts.remove(other.host(), unit);
        }
        return found.isEmpty() || folders.made(unit, FlashClone.Way.COPY).isEmpty()
                ? Optional.empty() : Optional.of(found.get(0));
    }

    /** Brings a machine that is there to what is asked for. */
    private Outcome adopt(Machine machine, UnitSpec spec, Machine.State wanted, CallContext context)
            throws IOException, InterruptedException {
        if (spec.place().isPresent() && !spec.place().get().equals(machine.host())) {
            placement.move(machine, spec.place().get(), context);
            if (hosts.single()) {
                return new Outcome.Done(PropertyList.of("libvirt.host", spec.place().get()));
            }
        }
        Machine moved = whole(spec.unit()).orElseThrow(() -> new IOException("unit " + spec.unit() + " is not there"));
        containers.mount(spec.unit());
        resize.to(moved, spec, ability(), context);
        // Only now: a size that was refused leaves it held as it was.
        containers.hold(spec);
        attachments.to(moved, spec.extras(), context);
        power.bring(moved, wanted, context);
        if (!moved.state().alive() && spec.cpu() > 0 && ability().cpu()) {
            resize.share(moved, spec, context);
        }
        Machine now = whole(spec.unit()).orElseThrow(() -> new IOException("unit " + spec.unit() + " is not there"));
        containers.verify(hosts, now);
        return new Outcome.Done(properties(now, spec));
    }

    private Outcome modify(UnitSpec spec, CallContext context) throws IOException, InterruptedException {
        Optional<Machine> there = whole(spec.unit());
        if (there.isEmpty()) {
            // Asked again for a move that is done: its machine is not this driver's any more.
            return spec.place().isPresent() && hosts.single() && hosts.at(spec.place().get(), spec.unit())
                    ? new Outcome.Done(PropertyList.of("libvirt.host", spec.place().get()))
                    : new Outcome.Trouble("unit " + spec.unit() + " is not here", false);
        }
        if (!there.get().birth().demand().equals(spec.demand())) {
            context.say("image, kernel, template, names, keys and addresses stay as they are: they belong to the unit's making");
        }
        containers.check(spec);
        if (containers.here()) {
            limits(spec, ability(), context);
        }
        return adopt(there.get(), spec, spec.power().orElse(there.get().state()), context);
    }

    private PropertyList properties(Machine machine, UnitSpec spec) throws IOException, InterruptedException {
        PropertyList properties = PropertyList.of("libvirt.host", machine.host())
                .with("libvirt.uuid", machine.uuid())
                .with("libvirt.power", machine.state().word())
                .with("libvirt.clone", machine.birth().cloned())
                .with("libvirt.acceleration", machine.birth().acceleration())
                .with("libvirt.console", folders.console(machine.unit()).toString())
                .with("libvirt.pending", resize.pending(machine).orElse("nothing"));
        for (Map.Entry<String, String> way : maker.reach(spec, machine.birth()).entrySet()) {
            properties = properties.with(way.getKey(), way.getValue());
        }
        return properties;
    }

    private PropertyList probe(String unit, PropertyList input) throws IOException, InterruptedException {
        List<Machine> found = hosts.find(unit);
        boolean disk = folders.made(unit, FlashClone.Way.COPY).isPresent();
        // One that is off is there when it is meant to be off: a machine that died is not what was leased.
        boolean meant = input.text("power").equals(Optional.of(Machine.State.OFF.word()));
        if (!meant && !found.isEmpty() && found.get(0).state() == Machine.State.OFF) {
            hosts.await(found.get(0));
            found = hosts.find(unit);
        }
        boolean there = disk && !found.isEmpty() && (meant || found.get(0).state() != Machine.State.OFF);
        PropertyList seen = PropertyList.NONE.with(Handler.PRESENT, new PropertyValue.Flag(there))
                .with("libvirt.disk", disk ? "there" : "missing");
        if (!found.isEmpty()) {
            Machine machine = found.get(0);
            seen = seen.with("libvirt.host", machine.host()).with("libvirt.power", machine.state().word())
                    .with("libvirt.memory", machine.memory()).with("libvirt.cpus", machine.cpus())
                    .with("libvirt.clone", machine.birth().cloned()).with("libvirt.acceleration", machine.birth().acceleration())
                    .with("libvirt.pending", resize.pending(machine).orElse("nothing"));
            long cpu = input.whole("cpu").orElse(0L);
            Optional<String> unheld = machine.state().alive() && cpu > 0 ? resize.remind(machine, cpu) : Optional.empty();
            seen = unheld.isEmpty() ? seen : seen.with("libvirt.share", "not held: " + unheld.get());
        }
        return seen;
    }

    private Outcome teardown(String unit, CallContext context) throws IOException, InterruptedException {
        console(unit, context);
        maker.remove(unit);
        List<String> left = maker.traces(unit);
        return left.isEmpty() ? Outcome.done() : new Outcome.Trouble("still there: " + left, true);
    }

    private Outcome console(String unit, CallContext context) throws IOException {
        folders.said(unit, SAID_LINES).forEach(context::say);
        return Outcome.done();
    }

    /** What this host can; found out once for each boot of it. */
    private Ability ability() throws IOException, InterruptedException {
        Path file = settings.folder().resolve("ability");
        boolean chosen = !settings.acceleration().equals("auto");
        Optional<String> wanted = chosen ? Optional.of(settings.acceleration()) : Optional.empty();
        String bridge = settings.network().equals("bridge") ? settings.bridge() : "";
        String demand = settings.uri() + " " + settings.acceleration() + " " + bridge + " " + settings.trial();
        Optional<Ability> known = Ability.remembered(file, demand);
        if (known.isPresent()) {
            return known.get();
        }
        return FolderLock.under(settings.folder(), () -> {
            Optional<Ability> meanwhile = Ability.remembered(file, demand);
            if (meanwhile.isPresent()) {
                return meanwhile.get();
            }
            Ability found = settings.trial().isZero() ? Ability.said(settings.acceleration())
                    : new HostTrial(hosts.home(), settings.folder().resolve("trial"), MachineMaker.builtIn("trial"),
                            settings.trial(), bridge).run(wanted);
            found.remember(file, demand);
            return found;
        });
    }

    @Override
    public Room room() throws IOException, InterruptedException {
        return new HostRoom(hosts.home(), settings).look();
    }

    /** Whether what is on the store of {@code unit} is another host's, as far as that can be seen now. */
    private boolean away(String unit) throws IOException, InterruptedException {
        try {
            return hosts.single() && hosts.find(unit).isEmpty() && hosts.elsewhere(unit);
        } catch (HypervisorException silent) {
            return true;
        }
    }

    @Override
    public List<FoundUnit> units() throws IOException {
        try {
            Set<String> units = new LinkedHashSet<>(maker.units());
            hosts.all().forEach(machine -> units.add(machine.unit()));
            List<FoundUnit> found = new ArrayList<>();
            for (String unit : units) {
                if (away(unit)) {
                    continue;
                }
                PropertyList seen = probe(unit, PropertyList.NONE);
                boolean whole = seen.get(Handler.PRESENT).equals(Optional.of(new PropertyValue.Flag(true)));
                found.add(new FoundUnit(NAME, new UnitId(unit), whole,
                        seen.with("libvirt.traces", String.join(", ", maker.traces(unit)))));
            }
            return found;
        } catch (InterruptedException unwanted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while looking for units", unwanted);
        }
    }
}
