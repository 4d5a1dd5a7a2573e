package orca.handler.libvirt.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A slice of systemd around one container: a control group above the container's own. libvirt gives a container that has users
 * of its own its group to own, limits and all, so what is written there holds only whom it pleases. What is written here holds
 * all that is below.
 *
 * @param machine the name of the one container in it
 */
record Slice(String machine) {
    /** As many processes and threads as a container may have. */
    static final int MOST_TASKS = 4096;

    private static final Path GROUPS = Path.of("/sys/fs/cgroup");
    private static final Path SAID = Path.of("/run/systemd/system.control");
    private static final Path REGISTRAR = Path.of("/usr/share/dbus-1/system-services/org.freedesktop.machine1.service");
    /** The weight of a whole processor, of 1 to 10,000. */
    private static final long WEIGHT = 100;
    private static final long MOST_WEIGHT = 10_000;
    private static final long MIB = 1024 * 1024;

    /** An {@link IllegalArgumentException} where this host has no such slices, or libvirt would not use them. */
    static void need() {
        if (!Files.exists(GROUPS.resolve("cgroup.controllers"))) {
            throw new IllegalArgumentException("uri: containers need control groups of version 2 at " + GROUPS
                    + ", and a daemon on this host");
        }
        if (!Files.exists(REGISTRAR)) {
            throw new IllegalArgumentException("uri: containers need systemd-machined, which gives each a control group in its"
                    + " slice (Debian: systemd-container)");
        }
    }

    /** What a description calls it. */
    String partition() {
        return "/machine/" + machine;
    }

    /** What systemd calls it. */
    String name() {
        return begin(machine) + ".slice";
    }

    private static String begin(String machine) {
        return "machine-" + machine.replace("-", "\\x2d");
    }

    private Path group() {
        return GROUPS.resolve("machine.slice").resolve(name());
    }

    /** Makes it, if it is not there, and holds all that is in it to the size in {@code spec} from now on. */
    void hold(UnitSpec spec) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("systemctl", "set-property", "--runtime", name(),
                "TasksMax=" + MOST_TASKS, "MemorySwapMax=0"));
        if (spec.memory() > 0) {
            command.add("MemoryMax=" + spec.memory() * MIB);
        }
        if (spec.cpu() > 0) {
            command.add("CPUQuota=" + spec.cpu() / 10 + "." + spec.cpu() % 10 + "%");
            command.add("CPUWeight=" + Math.max(1, Math.min(MOST_WEIGHT, spec.cpu() * WEIGHT / 1000)));
        }
        Tool.run("systemctl", "start", name());
        Tool.run(command.toArray(String[]::new));
    }

    /** Whether the process is in it. */
    boolean has(int process) throws IOException {
        return holds(Files.readString(Path.of("/proc", Integer.toString(process), "cgroup")));
    }

    /** Whether a process is in it of which the kernel says that its control group is {@code group}. */
    boolean holds(String group) {
        return group.contains("/" + name() + "/");
    }

    boolean exists() {
        return Files.isDirectory(group()) || Files.isDirectory(SAID.resolve(name() + ".d"));
    }

    /** Ends all that is in it, and forgets it. */
    void remove() throws IOException, InterruptedException {
        if (exists()) {
            Tool.run("systemctl", "stop", name());
            Tool.run("systemctl", "revert", name());
        }
    }

    /** The endings of the names of all whose machines' names begin with {@code begin}. */
    static Set<String> endings(String begin) throws IOException {
        Set<String> found = new TreeSet<>();
        for (Path place : List.of(GROUPS.resolve("machine.slice"), SAID)) {
            if (Files.isDirectory(place)) {
                try (Stream<Path> all = Files.list(place)) {
                    all.map(entry -> entry.getFileName().toString().replaceAll("\\.slice(\\.d)?$", ".slice"))
                            .filter(name -> name.startsWith(begin(begin)) && name.endsWith(".slice"))
                            .map(name -> name.substring(begin(begin).length(), name.length() - ".slice".length()))
                            .forEach(ending -> found.add(ending.replace("\\x2d", "-")));
                }
            }
        }
        return found;
    }
}
