package orca.handler.sandbox.driver;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import orca.core.handler.CallContext;

/** Starts the unit's script and enters units that run. What the script must know travels in its environment alone. */
final class Launch {
    /** How often it looks whether a unit is up. */
    private static final long LOOK_MILLIS = 5;
    /** What a guest's line is cut to, in characters. */
    static final int LONGEST_LINE = 4096;

    /** How long a killed command may take to be gone; teardown finds one that takes longer. */
    private static final Duration ENDING = Duration.ofSeconds(5);

    private final String key;
    private final StateFolder folder;
    private final Cgroups cgroups;

    Launch(String key, StateFolder folder, Cgroups cgroups) {
        this.key = key;
        this.folder = folder;
        this.cgroups = cgroups;
    }

    /** Starts the unit's first process and returns when it is up. Its folder and its groups are there. */
    void start(UnitPlan plan) throws IOException, InterruptedException {
        String unit = plan.spec().unit();
        // A session of its own: what is typed at the terminal of this process is not for the unit.
        ProcessBuilder builder = new ProcessBuilder("setsid", "/bin/sh", script(unit), "start", "orca-unit=" + unit);
        prepare(builder, plan);
        plan.spec().command().ifPresent(words -> builder.environment().put("ORCA_COMMAND", words));
        File log = folder.of(unit).resolve("setup.log").toFile();
        builder.redirectOutput(log).redirectErrorStream(true);
        Process process = builder.start();
        while (!folder.ready(unit)) {
            if (!process.isAlive() && !folder.ready(unit)) {
                throw new IOException("the unit did not come up: " + String.join(" | ", folder.complaints(unit)));
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /**
     * Runs {@code command} inside the unit whose first process is {@code init}, line by line to {@code context}.
     *
     * @return its exit code, 128 and the signal's number when a signal ended it
     */
    int enter(UnitPlan plan, long init, List<String> command, CallContext context) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("setsid", "/bin/sh", script(plan.spec().unit()), "enter"));
        line.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(line);
        prepare(builder, plan);
        builder.environment().put("ORCA_PID", Long.toString(init));
        builder.redirectErrorStream(true);
        Process process = builder.start();
        Thread reader = Thread.ofVirtual().start(() -> pass(process, context));
        try {
            int code = process.waitFor();
            // What the command left in the background may hold the stream for ever; what it said itself is there by now.
            reader.join(TimeUnit.SECONDS.toMillis(1));
            return code;
        } finally {
            end(process);
        }
    }

    private static void pass(Process process, CallContext context) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            StringBuilder line = new StringBuilder();
            for (int c = lines.read(); c >= 0; c = lines.read()) {
                if (c == '\n' || line.length() == LONGEST_LINE) {
                    context.say(line.toString());
                    line.setLength(0);
                }
                if (c != '\n') {
                    line.append((char) c);
                }
            }
            if (!line.isEmpty()) {
                context.say(line.toString());
            }
        } catch (IOException closed) {
            // The command is over or was ended; there is nobody left to listen to.
            return;
        }
    }

    /** Ends a command that is not wanted any more, with what it started; nothing to do when it is over. */
    private static void end(Process process) throws IOException {
        long deadline = System.nanoTime() + ENDING.toNanos();
        if (process.isAlive()) {
            // All at once: what is killed one by one may start another in between, which then belongs to nobody.
            killGroup(process.pid());
        }
        while (process.isAlive() && System.nanoTime() - deadline < 0) {
            List<ProcessHandle> below = process.descendants().toList();
            below.forEach(ProcessHandle::destroyForcibly);
            if (below.isEmpty()) {
                process.destroyForcibly();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
        process.getInputStream().close();
    }

    /** Kills the group of processes that {@code leader} leads; the kernel lets none of them fork on the way. */
    private static void killGroup(long leader) throws IOException {
        Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -KILL -- -" + leader).redirectErrorStream(true).start();
        kill.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    private String script(String unit) {
        return folder.of(unit).resolve("out").resolve("unit.sh").toString();
    }

    private void prepare(ProcessBuilder builder, UnitPlan plan) {
        UnitSpec spec = plan.spec();
        Limits limits = Limits.of(plan, cgroups);
        // Nothing of this process's own environment: neither its secrets, nor what would steer a shell that has rights.
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("ORCA_NODE", key);
        environment.put("ORCA_UNIT", spec.unit());
        environment.put("ORCA_DIR", folder.of(spec.unit()).toString());
        environment.put("ORCA_FORM", plan.form().word());
        environment.put("ORCA_UID", plan.user().isPresent() ? Integer.toString(plan.user().getAsInt()) : "");
        environment.put("ORCA_HOSTNAME", spec.hostname());
        environment.put("ORCA_NETWORK", plan.ownNetwork() ? "own" : "host");
        Stream<String> groups = cgroups.groups(spec.unit()).stream().map(Path::toString);
        environment.put("ORCA_CGROUPS", groups.collect(Collectors.joining("\n")));
        environment.put("ORCA_MEMORY_KIB", words(spec.memory().stream().map(m -> m * 1024).findFirst()));
        environment.put("ORCA_DATA_KIB", words(limits.dataKib()));
        environment.put("ORCA_NPROC", words(limits.tasks()));
        environment.put("ORCA_NAMES", String.join(" ", spec.environment().keySet()));
        spec.environment().forEach((name, value) -> environment.put("ORCA_GUEST_" + name, value));
        builder.redirectInput(new File("/dev/null"));
    }

    private static String words(OptionalLong number) {
        return number.isPresent() ? Long.toString(number.getAsLong()) : "";
    }
}
