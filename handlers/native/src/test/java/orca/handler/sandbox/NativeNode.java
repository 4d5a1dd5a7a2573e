package orca.handler.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import orca.core.handler.Action;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;
import orca.core.lease.UnitId;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.TypeName;
import orca.core.time.Term;
import orca.driverkit.AgentProcess;
import orca.nodeagent.driver.FoundUnit;
import orca.testkit.RecordingContext;

/** A node of native units for tests: makes calls, and looks at the host with eyes of its own. */
record NativeNode(Path folder, PropertyList settings) {
    /** 500 milli-cores and 64 MiB. */
    static final Amounts SLIVER = Amounts.of(500, 64);

    /** An agent in a process of its own that keeps units in {@code units}. */
    static AgentProcess agent(Path folder, Path units, String grace) throws IOException {
        return new AgentProcess(folder, "native", PropertyList.of("folder", units.toString()), grace);
    }

    /** The handler of a site whose hosts all have {@code agent}. */
    static NativeHandler handler(AgentProcess agent) {
        NativeHandler handler = new NativeHandler();
        handler.configure(agent.caller());
        return handler;
    }

    static NativeNode in(Path folder, String form) {
        return new NativeNode(folder, PropertyList.of("folder", folder.toString()).with("form", form));
    }

    /** A handler that remembers nothing, as after a restart. */
    NativeHandler handler() {
        NativeHandler handler = new NativeHandler();
        handler.configure(settings);
        return handler;
    }

    static UnitCall call(Action action, String unit, int attempt, Amounts sliver, PropertyList properties) {
        Term term = Term.of(Instant.parse("2026-01-01T00:00:00Z"), Duration.ofHours(1));
        return new UnitCall(new UnitId(unit), action, attempt, new TypeName("vm"), "h1", sliver, term, properties);
    }

    static UnitCall call(Action action, String unit) {
        return call(action, unit, 1, SLIVER, PropertyList.NONE);
    }

    /** Sets up {@code unit} and gives its properties. */
    PropertyList setup(String unit, PropertyList properties) throws Exception {
        return done(handler().handle(call(Action.SETUP, unit, 1, SLIVER, properties), new RecordingContext()));
    }

    PropertyList setup(String unit) throws Exception {
        return setup(unit, PropertyList.NONE);
    }

    PropertyList probe(String unit) throws Exception {
        return done(handler().handle(call(Action.PROBE, unit), new RecordingContext()));
    }

    void teardown(String unit) throws Exception {
        done(handler().handle(call(Action.TEARDOWN, unit), new RecordingContext()));
    }

    static PropertyList done(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done(PropertyList properties) -> properties;
            case Outcome.Trouble(String reason, boolean retry) -> throw new AssertionError("trouble: " + reason);
        };
    }

    /** What a command in a unit came to. */
    record Ran(int code, String text) {}

    Ran exec(String unit, String... command) throws Exception {
        RecordingContext context = new RecordingContext();
        int code = handler().exec(call(Action.PROBE, unit), List.of(command), context);
        return new Ran(code, context.text());
    }

    Ran sh(String unit, String script) throws Exception {
        return exec(unit, "/bin/sh", "-c", script);
    }

    List<FoundUnit> found() throws Exception {
        return handler().client().units();
    }

    /** Removes every unit that can be found, and says what then still carries this node's label. */
    List<String> clean() throws Exception {
        List<String> left = new ArrayList<>();
        for (FoundUnit found : found()) {
            teardown(found.unit().value());
            left.addAll(traces(found.unit().value()));
        }
        try (Stream<Path> users = Files.list(folder.resolve("users"))) {
            users.forEach(user -> left.add("user " + user));
        }
        cgroupHomes().forEach(home -> left.add("cgroup " + home));
        return left;
    }

    /** What the host shows of {@code unit}: processes, cgroups, mounts, folder, user. */
    List<String> traces(String unit) throws IOException {
        List<String> traces = new ArrayList<>();
        for (String pid : pids()) {
            List<String> environment = Arrays.asList(text(Path.of("/proc", pid, "environ")).split("\0"));
            if (environment.contains("ORCA_UNIT=" + unit) && environment.contains("ORCA_NODE=" + key())) {
                traces.add("process " + pid);
            }
        }
        for (Path home : cgroupHomes()) {
            if (Files.exists(home.resolve(unit))) {
                traces.add("cgroup " + home.resolve(unit));
            }
        }
        Path place = folder.resolve("units").resolve(unit);
        if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            traces.add("folder " + place);
        }
        if (text(Path.of("/proc/self/mountinfo")).contains(place + "/")) {
            traces.add("mount in " + place);
        }
        if (Files.exists(folder.resolve("users"))) {
            for (Path user : list(folder.resolve("users"))) {
                if (target(user).equals(unit)) {
                    traces.add("user " + user.getFileName());
                    traces.addAll(processesOf(user.getFileName().toString()));
                }
            }
        }
        return traces.stream().distinct().sorted().toList();
    }

    static List<String> processesOf(String user) throws IOException {
        List<String> found = new ArrayList<>();
        for (String pid : pids()) {
            String status = text(Path.of("/proc", pid, "status"));
            if (status.contains("\nUid:\t" + user + "\t") && !status.contains("\nState:\tZ")) {
                found.add("process " + pid);
            }
        }
        return found;
    }

    private List<Path> cgroupHomes() throws IOException {
        Path top = Path.of("/sys/fs/cgroup");
        List<Path> homes = new ArrayList<>();
        if (Files.isDirectory(top)) {
            homes.add(top.resolve("orca-" + key()));
            for (Path hierarchy : list(top)) {
                homes.add(hierarchy.resolve("orca-" + key()));
            }
        }
        return homes.stream().filter(Files::isDirectory).toList();
    }

    /** The label of this node, by its definition: the folder and the user it runs as. */
    private String key() throws IOException {
        return key(folder, Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    }

    static String key(Path folder, Object user) throws IOException {
        try {
            String words = folder.toRealPath() + "\n" + user;
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(words.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 6);
        } catch (java.security.NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    static List<String> pids() throws IOException {
        return list(Path.of("/proc")).stream()
                .map(entry -> entry.getFileName().toString())
                .filter(name -> name.matches("[0-9]+"))
                .toList();
    }

    /** Where a link leads; nowhere when it went since it was listed. */
    private static String target(Path link) throws IOException {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (java.nio.file.NoSuchFileException gone) {
            return "";
        }
    }

    static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException goneOrForbidden) {
            return "";
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }

    /** Where the kernel counts for the group of {@code pid}: the file {@code v1} of {@code controller}, or {@code v2}. */
    static Path cgroupFile(long pid, String controller, String v1, String v2) throws IOException {
        for (String line : text(Path.of("/proc", Long.toString(pid), "cgroup")).split("\n")) {
            String[] parts = line.split(":", 3);
            boolean one = Arrays.asList(parts[1].split(",")).contains(controller);
            Path all = Path.of("/sys/fs/cgroup");
            for (Path top : List.of(all.resolve(parts[1]), all.resolve(controller), all)) {
                Path file = Path.of(top + parts[2], one ? v1 : v2);
                if ((one || parts[1].isEmpty()) && Files.exists(file)) {
                    return file;
                }
            }
        }
        throw new IOException("no " + controller + " group for process " + pid);
    }
}
