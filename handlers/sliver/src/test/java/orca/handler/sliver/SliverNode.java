package orca.handler.sliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

/** A node of slivers for tests: makes calls, logs in, and looks at the host with eyes of its own. */
record SliverNode(Path folder, Path keys) {
    /** 500 milli-cores, 64 MiB, 1,000 Mbit/s. */
    static final Amounts SIZE = Amounts.of(500, 64, 1_000);
    private static final String[][] NEEDS = {
        {"runc", "runc"}, {"ip", "iproute2"}, {"busybox", "busybox-static"}, {"dropbear", "dropbear-bin"},
        {"ssh", "openssh-client"}, {"ssh-keygen", "openssh-client"}};

    /** A node over {@code folder}; keys and the shared tree lie beside it. Says what is missing, and never skips in CI. */
    static SliverNode in(Path place) throws Exception {
        List<String> missing = new ArrayList<>();
        for (String[] need : NEEDS) {
            boolean there = Stream.of("/usr/sbin", "/usr/bin", "/sbin", "/bin")
                    .anyMatch(f -> Files.isExecutable(Path.of(f, need[0])));
            if (!there) {
                missing.add("the package " + need[1] + " is missing");
            }
        }
        if (!System.getProperty("user.name").equals("root")) {
            missing.add("slivers need root");
        }
        assertThat("true".equals(System.getenv("CI")) ? missing : List.of()).isEmpty();
        assumeTrue(missing.isEmpty(), missing.toString());
        SliverNode node = new SliverNode(place.resolve("node"), Files.createDirectories(place.resolve("keys")));
        Files.createDirectories(node.folder);
        run("sh", "reference.sh", node.reference().toString(), "small");
        return node;
    }

    Path reference() {
        return keys.resolveSibling("reference");
    }

    /** A range of its own for each folder. */
    String network() throws IOException {
        int number = Integer.parseInt(key().substring(0, 4), 16);
        return "10." + (100 + number % 100) + "." + (number / 100 % 64 * 4) + ".0/22";
    }

    PropertyList settings() throws IOException {
        return PropertyList.of("folder", folder.toString()).with("reference", reference().toString())
                .with("dimensions", "cpu,memory,bandwidth").with("network", network());
    }

    /** A handler that remembers nothing, as after a restart. */
    SliverHandler handler() throws IOException {
        SliverHandler handler = new SliverHandler();
        handler.configure(settings());
        return handler;
    }

    /** An agent in a process of its own that makes this node's slivers. */
    AgentProcess agent(String grace, String... options) throws IOException {
        return new AgentProcess(keys.resolveSibling("agent"), "sliver", settings(), grace, options);
    }

    /** The handler of a site whose hosts all have {@code agent}. */
    static SliverHandler handler(AgentProcess agent) {
        SliverHandler handler = new SliverHandler();
        handler.configure(agent.caller().with("dimensions", "cpu,memory,bandwidth"));
        return handler;
    }

    /** A key pair of that name, made when it is not there; gives the public line. */
    String key(String name) throws Exception {
        Path file = keys.resolve(name);
        if (!Files.exists(file)) {
            run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", file.toString());
        }
        return Files.readString(keys.resolve(name + ".pub")).strip();
    }

    static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
    }

    static UnitCall call(Action action, String unit, int attempt, Amounts size, PropertyList properties) {
        Term term = Term.of(Instant.parse("2026-01-01T00:00:00Z"), Duration.ofHours(1));
        return new UnitCall(new UnitId(unit), action, attempt, new TypeName("vm"), "h1", size, term, properties);
    }

    PropertyList properties(String slice) throws Exception {
        return PropertyList.of("slice", slice).with("key", key(slice));
    }

    PropertyList act(Action action, String unit, Amounts size, PropertyList properties) throws Exception {
        return done(handler().handle(call(action, unit, 1, size, properties), new RecordingContext()));
    }

    PropertyList setup(String unit, String slice) throws Exception {
        return act(Action.SETUP, unit, SIZE, properties(slice));
    }

    PropertyList probe(String unit) throws Exception {
        return act(Action.PROBE, unit, SIZE, PropertyList.NONE);
    }

    void teardown(String unit) throws Exception {
        act(Action.TEARDOWN, unit, SIZE, PropertyList.NONE);
    }

    static PropertyList done(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done(PropertyList properties) -> properties;
            case Outcome.Trouble(String reason, boolean retry) -> throw new AssertionError("trouble: " + reason);
        };
    }

    /** What a command in a sliver came to. */
    record Ran(int code, String text) {}

    /** Logs in to the sliver that was made with these properties, with the key of {@code name}, trusting its host key alone. */
    Ran ssh(PropertyList made, String name, String command) throws Exception {
        key(name);
        String address = made.text("address").orElseThrow();
        Path known = keys.resolve("known-" + address);
        Files.writeString(known, address + " " + made.text("hostkey").orElseThrow() + "\n");
        Process process = new ProcessBuilder("ssh", "-n", "-F", "none", "-i", keys.resolve(name).toString(),
                "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes",
                "-o", "UserKnownHostsFile=" + known, "-o", "ConnectTimeout=20",
                made.text("account").orElseThrow() + "@" + address, command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ran(process.exitValue(), text.strip());
    }

    List<FoundUnit> found() throws Exception {
        return handler().client().units();
    }

    /** Removes every sliver that can be found, and says what then still bears this node's label. */
    List<String> clean() throws Exception {
        List<String> left = new ArrayList<>();
        for (FoundUnit found : found()) {
            teardown(found.unit().value());
            left.addAll(traces(found.unit().value()));
        }
        list(folder.resolve("addresses")).forEach(link -> left.add("address " + link));
        list(folder.resolve("runc")).forEach(state -> left.add("container " + state));
        cgroupHomes().forEach(home -> left.add("cgroup " + home));
        String bridge = "ob" + key();
        list(Path.of("/sys/class/net")).stream().filter(d -> d.endsWith(bridge)).forEach(d -> left.add("bridge " + d));
        if (text(Path.of("/proc/self/mountinfo")).contains(folder + "/")) {
            left.add("a mount in " + folder);
        }
        return left;
    }

    /** What the host shows of {@code unit}: first processes, groups, mounts, network, folder, address. */
    List<String> traces(String unit) throws IOException {
        List<String> traces = new ArrayList<>();
        String label = "orca-" + key() + "-" + unit;
        for (Path process : list(Path.of("/proc"))) {
            boolean ours = process.getFileName().toString().matches("[0-9]+")
                    && text(process.resolve("cgroup")).contains("/orca-" + key() + "/" + unit + "\n");
            if (ours && text(process.resolve("status")).matches("(?s).*\nNSpid:\t\\d+\t1\n.*")) {
                traces.add("process " + process.getFileName());
            }
        }
        for (Path home : cgroupHomes()) {
            if (Files.exists(home.resolve(unit))) {
                traces.add("cgroup " + home.resolve(unit));
            }
        }
        for (Path device : list(Path.of("/sys/class/net"))) {
            if (text(device.resolve("ifalias")).strip().equals(label)) {
                traces.add("wire " + device.getFileName());
            }
        }
        for (Path path : List.of(Path.of("/run/netns", label), folder.resolve("slivers").resolve(unit),
                folder.resolve("runc").resolve(label))) {
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                traces.add("path " + path);
            }
        }
        if (text(Path.of("/proc/self/mountinfo")).contains(folder.resolve("slivers").resolve(unit) + "/")) {
            traces.add("mount");
        }
        for (Path link : list(folder.resolve("addresses"))) {
            if (target(link).equals(unit)) {
                traces.add("address " + link.getFileName());
            }
        }
        return traces.stream().sorted().toList();
    }

    private List<Path> cgroupHomes() throws IOException {
        Path top = Path.of("/sys/fs/cgroup");
        String name = "orca-" + key();
        List<Path> homes = new ArrayList<>(List.of(top.resolve(name)));
        list(top).forEach(hierarchy -> homes.add(hierarchy.resolve(name)));
        return homes.stream().filter(Files::isDirectory).toList();
    }

    /** The label of this node, by its definition: a digest of the folder. */
    String key() throws IOException {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(folder.toRealPath().toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 6);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /** Where a link leads; nowhere when it went since it was listed. */
    private static String target(Path link) throws IOException {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (java.nio.file.NoSuchFileException | java.nio.file.NotLinkException gone) {
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

    static List<Path> list(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }
}
