package orca.handler.sandbox.driver;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Leaves no trace of a unit, however little or much of it there is. The order matters: first no late start may go through,
 * then no process is left, then what held them goes; its user comes last, since until then the number marks what is its.
 */
final class Removal {
    private static final long LOOK_MILLIS = 10;

    private final StateFolder folder;
    private final Cgroups cgroups;
    private final ProcessTable processes;

    Removal(StateFolder folder, Cgroups cgroups, ProcessTable processes) {
        this.folder = folder;
        this.cgroups = cgroups;
        this.processes = processes;
    }

    /** What there is of {@code unit}, in words; empty when there is nothing. */
    List<String> traces(String unit) throws IOException {
        List<String> traces = new ArrayList<>();
        for (long pid : processesOf(unit)) {
            traces.add("process " + pid);
        }
        for (Path group : cgroups.groups(unit)) {
            if (group.toFile().exists()) {
                traces.add("cgroup " + group);
            }
        }
        if (folder.exists(unit)) {
            traces.add("folder " + folder.of(unit));
        }
        folder.user(unit).ifPresent(user -> traces.add("user " + user));
        return traces;
    }

    /** Everything on this host that carries the label of some unit of this node. */
    Set<String> units() throws IOException {
        Set<String> units = new TreeSet<>(folder.units());
        units.addAll(cgroups.units());
        units.addAll(processes.labelled().keySet());
        return units;
    }

    /** Removes {@code unit} and returns what resisted until {@code patience} was over; empty when nothing is left. */
    List<String> remove(String unit, Duration patience) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        folder.close(unit);
        List<String> left = traces(unit);
        while (!left.isEmpty()) {
            killAll(unit);
            if (processesOf(unit).isEmpty() && cgroups.remove(unit).isEmpty()) {
                delete(folder.of(unit));
                // Whoever began before the folder was closed shows now; only then is the user nobody's.
                if (processesOf(unit).isEmpty() && !folder.exists(unit)) {
                    folder.freeUser(unit);
                }
            }
            left = traces(unit);
            if (!left.isEmpty()) {
                if (System.nanoTime() - deadline > 0) {
                    return left;
                }
                Thread.sleep(LOOK_MILLIS);
            }
        }
        return left;
    }

    private Set<Long> processesOf(String unit) throws IOException {
        Set<Long> pids = new TreeSet<>(cgroups.processes(unit));
        pids.addAll(processes.of(unit, folder.user(unit)));
        return pids;
    }

    private void killAll(String unit) throws IOException {
        OptionalInt user = folder.user(unit);
        cgroups.freeze(unit);
        try {
            for (long pid : processesOf(unit)) {
                ProcessTable.kill(pid, p -> processes.belongs(p, unit, user) || inGroup(unit, p));
            }
        } finally {
            cgroups.thaw(unit);
        }
    }

    private boolean inGroup(String unit, long pid) {
        try {
            return cgroups.processes(unit).contains(pid);
        } catch (IOException gone) {
            return false;
        }
    }

    /** By rm(1): a guest may have nested folders deeper than any path that Java can name. */
    private static void delete(Path folder) throws IOException, InterruptedException {
        if (!run("rm", "-rf", "--one-file-system", "--", folder.toString())) {
            // Without being root, a folder that its owner may not read must be opened first.
            run("chmod", "-R", "u+rwX", "--", folder.toString());
            run("rm", "-rf", "--one-file-system", "--", folder.toString());
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        File nowhere = new File("/dev/null");
        Process process = new ProcessBuilder(command)
                .redirectInput(nowhere)
                .redirectOutput(nowhere)
                .redirectError(nowhere)
                .start();
        try {
            return process.waitFor(10, TimeUnit.MINUTES) && process.exitValue() == 0;
        } finally {
            process.destroyForcibly();
        }
    }
}
