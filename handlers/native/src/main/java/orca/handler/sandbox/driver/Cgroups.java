package orca.handler.sandbox.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import orca.handler.sandbox.driver.CgroupMounts.Controller;

/**
 * The control groups of this node's units: in each hierarchy that can be used one group {@code orca-KEY/UNIT}. Both layouts of
 * the kernel are written; a controller that is nowhere to be had limits nothing, and {@link #holds} says so.
 */
final class Cgroups {
    /** One hierarchy in use: units live in {@code home/UNIT}. */
    record Hierarchy(int version, Set<Controller> controllers, Path home) {}

    /** No unit id begins so. Whoever detects holds the folder's lock, so one name serves all. */
    private static final String DETECTION = "_detection";

    /** The kernel's usual period, in microseconds; quotas are shares of it. */
    private static final long PERIOD = 100_000;

    private final List<Hierarchy> hierarchies;

    Cgroups(List<Hierarchy> hierarchies) {
        this.hierarchies = List.copyOf(hierarchies);
    }

    /** What this process may use, each tried by making a group. */
    static Cgroups detect(String key) throws IOException {
        List<Hierarchy> usable = new ArrayList<>();
        Set<Controller> taken = EnumSet.noneOf(Controller.class);
        for (CgroupMounts.Mount mount : CgroupMounts.parse(
                Files.readString(Path.of("/proc/self/mountinfo")), Files.readString(Path.of("/proc/self/cgroup")))) {
            for (Path place : mount.places()) {
                Optional<Hierarchy> found = tried(mount, place.resolve("orca-" + key), taken);
                if (found.isPresent()) {
                    usable.add(found.get());
                    taken.addAll(found.get().controllers());
                    break;
                }
            }
        }
        return new Cgroups(usable);
    }

    private static Optional<Hierarchy> tried(CgroupMounts.Mount mount, Path home, Set<Controller> taken) {
        Set<Controller> controllers = EnumSet.noneOf(Controller.class);
        controllers.addAll(mount.controllers());
        Path trial = home.resolve(DETECTION);
        try {
            if (mount.version() == 2) {
                controllers = delegated(home.getParent());
            }
            controllers.removeAll(taken);
            if (controllers.isEmpty()) {
                return Optional.empty();
            }
            Hierarchy hierarchy = new Hierarchy(mount.version(), controllers, home);
            make(hierarchy, DETECTION);
            boolean usable = Files.isWritable(trial.resolve("cgroup.procs"));
            Files.deleteIfExists(trial);
            removeIfEmpty(home);
            return usable ? Optional.of(hierarchy) : Optional.empty();
        } catch (IOException notOurs) {
            return Optional.empty();
        }
    }

    /** Of version 2: what {@code place} can pass on to groups below it. */
    private static Set<Controller> delegated(Path place) throws IOException {
        String words = Files.readString(place.resolve("cgroup.controllers")).strip();
        Set<Controller> offered = CgroupMounts.controllers(words.split(" "));
        if (!offered.isEmpty()) {
            // Version 2 counts processor time and freezes without being asked.
            offered.add(Controller.CPUACCT);
            offered.add(Controller.FREEZER);
        }
        return offered;
    }

    private static void make(Hierarchy hierarchy, String unit) throws IOException {
        Path group = hierarchy.home().resolve(unit);
        for (int attempt = 1; !Files.isDirectory(group); attempt++) {
            try {
                Files.createDirectories(hierarchy.home());
                if (hierarchy.version() == 2) {
                    passOn(hierarchy, hierarchy.home().getParent());
                    passOn(hierarchy, hierarchy.home());
                }
                Files.createDirectories(group);
            } catch (NoSuchFileException gone) {
                // The last unit but this one has just taken the common parent along.
                if (attempt == 10) {
                    throw gone;
                }
            }
        }
    }

    private static void passOn(Hierarchy hierarchy, Path place) throws IOException {
        Path control = place.resolve("cgroup.subtree_control");
        Set<Controller> already = CgroupMounts.controllers(Files.readString(control).strip().split(" "));
        for (Controller controller : List.of(Controller.MEMORY, Controller.CPU, Controller.PIDS)) {
            if (hierarchy.controllers().contains(controller) && !already.contains(controller)) {
                write(control, "+" + controller.word());
            }
        }
    }

    private Optional<Hierarchy> of(Controller controller) {
        return hierarchies.stream().filter(h -> h.controllers().contains(controller)).findFirst();
    }

    /** The version by which {@code controller} is held; empty where it is not to be had. */
    Optional<Integer> holds(Controller controller) {
        return of(controller).map(Hierarchy::version);
    }

    /** The groups that the unit's processes join. */
    List<Path> groups(String unit) {
        return hierarchies.stream().map(h -> h.home().resolve(unit)).toList();
    }

    void make(String unit) throws IOException {
        for (Hierarchy hierarchy : hierarchies) {
            make(hierarchy, unit);
        }
    }

    void limitProcesses(String unit, long most) throws IOException {
        Optional<Hierarchy> pids = of(Controller.PIDS);
        if (pids.isPresent()) {
            write(pids.get().home().resolve(unit).resolve("pids.max"), Long.toString(most));
        }
    }

    /** Bounds the unit's processor time from now on; {@code milli} thousandths of a core, or no bound. */
    void limitCpu(String unit, OptionalLong milli) throws IOException {
        Optional<Hierarchy> cpu = of(Controller.CPU);
        if (cpu.isEmpty()) {
            return;
        }
        Path group = cpu.get().home().resolve(unit);
        long quota = milli.isPresent() ? Math.multiplyExact(milli.getAsLong(), PERIOD / 1000) : -1;
        if (cpu.get().version() == 2) {
            write(group.resolve("cpu.max"), (quota < 0 ? "max" : Long.toString(quota)) + " " + PERIOD);
        } else {
            write(group.resolve("cpu.cfs_period_us"), Long.toString(PERIOD));
            write(group.resolve("cpu.cfs_quota_us"), Long.toString(quota));
        }
    }

    /** Bounds the unit's memory from now on, swap included; fails when more is in use and cannot be taken back. */
    void limitMemory(String unit, OptionalLong mebibytes) throws IOException {
        Optional<Hierarchy> memory = of(Controller.MEMORY);
        if (memory.isEmpty()) {
            return;
        }
        Path group = memory.get().home().resolve(unit);
        String bytes = mebibytes.isPresent() ? Long.toString(Math.multiplyExact(mebibytes.getAsLong(), 1L << 20)) : "-1";
        if (memory.get().version() == 2) {
            writeIfThere(group.resolve("memory.swap.max"), "0");
            write(group.resolve("memory.max"), mebibytes.isPresent() ? bytes : "max");
            return;
        }
        // The kernel wants memory <= memory and swap at every moment: growing, the sum goes first; shrinking, last.
        Path both = group.resolve("memory.memsw.limit_in_bytes");
        boolean grows = memoryLimit(group) < (mebibytes.isPresent() ? Long.parseLong(bytes) : Long.MAX_VALUE);
        if (grows) {
            writeIfThere(both, bytes);
        }
        write(group.resolve("memory.limit_in_bytes"), bytes);
        if (!grows) {
            writeIfThere(both, bytes);
        }
    }

    private static long memoryLimit(Path group) throws IOException {
        return Long.parseLong(Files.readString(group.resolve("memory.limit_in_bytes")).strip());
    }

    /** The processes in the unit's groups, as this process numbers them. */
    Set<Long> processes(String unit) throws IOException {
        Set<Long> pids = new TreeSet<>();
        for (Path group : groups(unit)) {
            for (Path folder : foldersIn(group)) {
                for (String line : read(folder.resolve("cgroup.procs")).split("\n")) {
                    if (!line.isBlank()) {
                        pids.add(Long.parseLong(line.strip()));
                    }
                }
            }
        }
        return pids;
    }

    /** Holds the unit's processes still, so that none can fork away from its killer; version 2 kills them at once. */
    void freeze(String unit) throws IOException {
        for (Hierarchy hierarchy : hierarchies) {
            Path group = hierarchy.home().resolve(unit);
            if (hierarchy.version() == 2) {
                writeIfThere(group.resolve("cgroup.kill"), "1");
            } else if (hierarchy.controllers().contains(Controller.FREEZER)) {
                writeIfThere(group.resolve("freezer.state"), "FROZEN");
            }
        }
    }

    /** Lets go what was frozen: a killed process dies when it thaws. */
    void thaw(String unit) throws IOException {
        for (Hierarchy hierarchy : hierarchies) {
            if (hierarchy.version() == 1 && hierarchy.controllers().contains(Controller.FREEZER)) {
                writeIfThere(hierarchy.home().resolve(unit).resolve("freezer.state"), "THAWED");
            }
        }
    }

    /** Removes the unit's groups, and what holds them all when it was the last; gives those that the kernel still keeps. */
    List<Path> remove(String unit) throws IOException {
        List<Path> kept = new ArrayList<>();
        for (Hierarchy hierarchy : hierarchies) {
            Path group = hierarchy.home().resolve(unit);
            for (Path folder : foldersIn(group).reversed()) {
                removeIfEmpty(folder);
            }
            if (Files.exists(group)) {
                kept.add(group);
            } else {
                removeIfEmpty(hierarchy.home());
            }
        }
        return kept;
    }

    /** The units that have a group in some hierarchy. */
    Set<String> units() throws IOException {
        Set<String> units = new TreeSet<>();
        for (Hierarchy hierarchy : hierarchies) {
            for (Path folder : childrenOf(hierarchy.home())) {
                units.add(folder.getFileName().toString());
            }
        }
        return units;
    }

    /** {@code group} and all below it, parents first; nothing when it is not there. */
    private static List<Path> foldersIn(Path group) throws IOException {
        List<Path> folders = new ArrayList<>();
        if (Files.isDirectory(group)) {
            folders.add(group);
            for (Path child : childrenOf(group)) {
                folders.addAll(foldersIn(child));
            }
        }
        return folders;
    }

    private static List<Path> childrenOf(Path group) throws IOException {
        try (Stream<Path> children = Files.list(group)) {
            return children.filter(Files::isDirectory).sorted().toList();
        } catch (NoSuchFileException gone) {
            return List.of();
        }
    }

    private static String read(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException gone) {
            return "";
        }
    }

    /** A group that still holds something stays; whoever asked looks again. */
    private static void removeIfEmpty(Path group) {
        // The kernel answers "busy" or "not empty" with plain exceptions whose kind is no use.
        group.toFile().delete();
    }

    private static void writeIfThere(Path file, String value) throws IOException {
        if (Files.exists(file)) {
            write(file, value);
        }
    }

    private static void write(Path file, String value) throws IOException {
        // Never created: a missing file means a kernel without that limit, and must be heard.
        Files.writeString(file, value, StandardOpenOption.WRITE);
    }
}
