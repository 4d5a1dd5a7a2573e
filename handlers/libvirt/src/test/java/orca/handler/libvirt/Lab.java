package orca.handler.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Two hosts on this machine: two network namespaces with a wire between them, in each a bridge and a daemon of libvirt that
 * sees neither the other nor the machine's own. One guest image serves all. Each thread of a run has one for all its
 * tests; it is gone with the run.
 */
final class Lab implements AutoCloseable {
    static final String NETWORK = "10.99.0.";

    private static final ThreadLocal<Lab> MINE = new ThreadLocal<>();
    private static final AtomicInteger LABS = new AtomicInteger();

    private final Path folder;
    private final Host first;
    private final Host second;
    private final int number = LABS.incrementAndGet();

    private Lab(Path folder) {
        this.folder = folder;
        this.first = new Host("a", 1);
        this.second = new Host("b", 2);
    }

    /** The lab of this thread; made now if it is not there, and removed when the process ends. */
    static Lab open() throws Exception {
        Packages.require();
        if (MINE.get() == null) {
            Path folder = Files.createTempDirectory("orca-libvirt-lab-");
            Lab fresh = new Lab(folder);
            Runtime.getRuntime().addShutdownHook(new Thread(fresh::close));
            fresh.build();
            MINE.set(fresh);
        }
        // What a test that failed has left would take the processors from the next.
        MINE.get().endMachines();
        return MINE.get();
    }

    private void build() throws Exception {
        run("sh", Path.of(System.getProperty("orca.root"), "handlers/libvirt/guest/make-guest").toString(), images().toString());
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "guest", "-f", folder.resolve("key").toString());
        // Before the daemons begin: what is mounted later they do not see.
        Files.createDirectories(small());
        run("mount", "-t", "tmpfs", "-o", "size=16m", "small", small().toString());
        for (Host host : List.of(first, second)) {
            host.network();
        }
        run("ip", "link", "add", "wire", "netns", first.netns(), "type", "veth", "peer", "name", "wire", "netns", second.netns());
        for (Host host : List.of(first, second)) {
            host.inside("ip", "link", "set", "wire", "up", "master", "br0");
        }
        first.start();
        first.await();
        // What the emulator can is the same for both, and takes a daemon eight seconds to find out.
        run("cp", "-a", first.home().resolve("cache").toString(), Files.createDirectories(second.home()).toString());
        second.start();
        second.await();
    }

    /** What a driver over {@code node} would find out by trials, once one has found it out in this lab. */
    void recall(Path node) throws IOException {
        Path known = folder.resolve("ability");
        if (Files.exists(known)) {
            Files.createDirectories(node);
            Files.copy(known, node.resolve("ability"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Keeps what a driver over {@code node} has found out. */
    void keep(Path node) throws IOException {
        if (Files.exists(node.resolve("ability"))) {
            Files.copy(node.resolve("ability"), folder.resolve("ability"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    Path images() {
        return folder.resolve("images");
    }

    /** A file system of 16 MiB. */
    Path small() {
        return folder.resolve("small");
    }

    Host first() {
        return first;
    }

    Host second() {
        return second;
    }

    String publicKey() throws IOException {
        return Files.readString(folder.resolve("key.pub")).strip();
    }

    /** With which guests are logged into that were made with {@link #publicKey}. */
    Path key() {
        return folder.resolve("key");
    }

    /** Logs in as root at {@code address} with the guest's key, from the first host. */
    Ran ssh(String address, String command) throws Exception {
        return ssh("root", address, command);
    }

    private Ran ssh(String user, String address, String command) throws Exception {
        return tryRun("nsenter", "--net=/var/run/netns/" + first.netns(), "timeout", "30", "ssh", "-o",
                "StrictHostKeyChecking=no", "-o",
                "UserKnownHostsFile=/dev/null", "-o", "ConnectTimeout=2", "-o", "LogLevel=ERROR", "-o", "BatchMode=yes",
                "-i", key().toString(), user + "@" + address, command);
    }

    /** As {@link #ssh}, until it is let in. */
    String awaitSsh(String address, String command) throws Exception {
        return awaitSsh("root", address, Duration.ofSeconds(300), command);
    }

    String awaitSsh(String user, String address, Duration longest, String command) throws Exception {
        long deadline = System.nanoTime() + longest.toNanos();
        Ran ran = ssh(user, address, command);
        while (ran.code() == 255 || ran.code() == 124) {
            assertThat(System.nanoTime() - deadline).as("ssh to %s: %s", address, ran.text()).isNegative();
            ran = ssh(user, address, command);
        }
        assertThat(ran.code()).as(ran.text()).isZero();
        return ran.text().strip();
    }

    /** One host with its daemon. */
    final class Host {
        private final String name;
        private final int number;
        private Process daemon;

        Host(String name, int number) {
            this.name = name;
            this.number = number;
        }

        String netns() {
            return "orca-" + ProcessHandle.current().pid() + "-" + Lab.this.number + name;
        }

        String address() {
            return NETWORK + number;
        }

        Path home() {
            return folder.resolve(name);
        }

        String uri() {
            return "qemu+unix:///system?socket=" + home().resolve("sock/libvirt-sock");
        }

        void network() throws Exception {
            run("ip", "netns", "add", netns());
            inside("ip", "link", "set", "lo", "up");
            // A bridge without an address of its own takes the lowest of its ports, which may be that of a guest's device: then
            // it is the same on two hosts, and neither hears the other any more.
            inside("ip", "link", "add", "br0", "address", "02:00:00:00:00:0" + number, "type", "bridge");
            inside("ip", "addr", "add", address() + "/24", "dev", "br0");
            inside("ip", "link", "set", "br0", "up");
        }

        void inside(String... command) throws Exception {
            List<String> words = new ArrayList<>(List.of("nsenter", "--net=/var/run/netns/" + netns()));
            words.addAll(List.of(command));
            run(words.toArray(String[]::new));
        }

        void start() throws Exception {
            Files.createDirectories(home());
            Path script = folder.resolve("daemon.sh");
            try (InputStream in = Lab.class.getResourceAsStream("daemon.sh")) {
                Files.write(script, in.readAllBytes());
            }
            daemon = new ProcessBuilder("sh", script.toString(), home().toString(), "host-" + name, netns())
                    .redirectErrorStream(true).redirectOutput(home().resolve("out.log").toFile()).start();
        }

        void await() throws Exception {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (tryRun("virsh", "-c", uri(), "version").code() != 0) {
                assertThat(daemon.isAlive()).as("the daemon of %s: %s", name,
                        Files.readString(home().resolve("out.log"))).isTrue();
                assertThat(System.nanoTime() - deadline).as("the daemon of %s answers", name).isNegative();
            }
        }

        void kill() throws Exception {
            daemon.destroyForcibly();
            assertThat(daemon.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }

        /** What the daemon answers, by its own client. */
        String virsh(String... words) throws Exception {
            List<String> command = new ArrayList<>(List.of("virsh", "-c", uri()));
            command.addAll(List.of(words));
            Ran ran = tryRun(command.toArray(String[]::new));
            assertThat(ran.code()).as("%s: %s", command, ran.text()).isZero();
            return ran.text();
        }

        /** The machines whose name ends with {@code ending}: number, name, state. */
        List<String> machines(String ending) throws Exception {
            return virsh("list", "--all").lines().map(String::strip).filter(line -> line.matches("(-|[0-9]+)\\s+\\S+\\s+.*"))
                    .map(line -> line.replaceAll("\\s+", " ")).filter(line -> line.split(" ")[1].endsWith(ending))
                    .map(line -> name + ": " + line).toList();
        }
    }

    /** What a command came to. */
    record Ran(int code, String text) {}

    static Ran tryRun(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectInput(new java.io.File("/dev/null"));
        builder.environment().put("LC_ALL", "C");
        builder.environment().merge("PATH", ":/usr/sbin:/sbin", String::concat);
        Process process = builder.start();
        try (InputStream said = process.getInputStream()) {
            String text = new String(said.readAllBytes(), StandardCharsets.UTF_8);
            return new Ran(process.waitFor(), text);
        } finally {
            process.destroyForcibly();
        }
    }

    static String run(String... command) throws Exception {
        Ran ran = tryRun(command);
        assertThat(ran.code()).as("%s: %s", String.join(" ", command), ran.text()).isZero();
        return ran.text();
    }

    private void endMachines() throws IOException, InterruptedException {
        for (Host host : List.of(first, second)) {
            if (host.daemon != null && host.daemon.isAlive()) {
                for (String machine : tryRun("virsh", "-c", host.uri(), "list", "--name").text().split("\n")) {
                    if (!machine.isBlank()) {
                        tryRun("virsh", "-c", host.uri(), "destroy", machine.strip());
                    }
                }
            }
        }
    }

    /** Ends the machines, the daemons and the networks, and removes all files. */
    @Override
    public void close() {
        try {
            endMachines();
            for (Host host : List.of(first, second)) {
                if (host.daemon != null && host.daemon.isAlive()) {
                    host.daemon.destroy();
                    host.daemon.waitFor(10, TimeUnit.SECONDS);
                    host.daemon.destroyForcibly();
                }
                tryRun("ip", "netns", "delete", host.netns());
            }
            tryRun("umount", "-l", small().toString());
            List<Path> all;
            try (Stream<Path> tree = Files.walk(folder)) {
                all = tree.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path entry : all) {
                Files.deleteIfExists(entry);
            }
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException("the lab in " + folder + " is not gone", failed);
        }
    }
}
