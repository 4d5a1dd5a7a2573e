package orca.handler.sliver.driver;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Makes a sliver, a step at a time; whatever step it dies after, {@link Remains} finds what there is. */
final class SliverMaker {
    /** How long its server may take to answer. */
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final long LOOK_MILLIS = 5;

    private final Node node;
    private final Path reference;
    private final Wiring wiring;
    private final Container container;
    private final Disk disk;
    private final Consumer<String> passed;

    /**
     * @param reference the tree that all share
     * @param passed told of each step when it is over
     */
    SliverMaker(Node node, Path reference, Wiring wiring, Container container, Disk disk, Consumer<String> passed) {
        this.node = node;
        this.reference = reference;
        this.wiring = wiring;
        this.container = container;
        this.disk = disk;
        this.passed = passed;
    }

    /** Why {@code spec} cannot be made here; empty when it can. */
    String missing(SliverSpec spec) throws IOException {
        if (!Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
            return "slivers need root";
        }
        for (String[] need : new String[][] {{"runc", "runc"}, {"ip", "iproute2"}, {"tc", "iproute2"}, {"mount", "mount"},
            {"mke2fs", "e2fsprogs"}}) {
            if (!onPath(need[0]) && (spec.disk().isPresent() || !need[0].equals("mke2fs"))) {
                return "the package " + need[1] + " is missing";
            }
        }
        boolean shell = Files.exists(reference.resolve("bin/sh"), LinkOption.NOFOLLOW_LINKS);
        boolean server = Files.exists(reference.resolve("usr/sbin/sshd")) || Files.exists(reference.resolve("usr/sbin/dropbear"));
        return shell && server ? ""
                : "reference: " + reference + " must be a tree with /bin/sh and a server for SSH; see reference.sh";
    }

    private static boolean onPath(String program) {
        return Stream.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** Makes it and returns when its server answers. @throws IOException when a step fails; what it left is to be removed */
    Plan make(String unit, SliverSpec spec) throws IOException, InterruptedException {
        Path folder = node.folder(unit);
        Files.createDirectories(node.root(unit));
        // What leads into slivers is for nobody but root.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        passed.accept("folder");
        Plan plan = new Plan(spec, wiring.claim(unit), HostKey.make());
        passed.accept("address");
        plan.keep(folder);
        passed.accept("plan");
        Path own = disk.make(unit, spec);
        for (String name : new String[] {"upper", "work"}) {
            Files.createDirectories(own.resolve(name));
        }
        Tool.run("mount", "-t", "overlay", node.label(unit), "-o",
                "lowerdir=" + reference + ",upperdir=" + own + "/upper,workdir=" + own + "/work",
                node.root(unit).toString());
        passed.accept("mount");
        account(unit, plan);
        passed.accept("account");
        wiring.connect(unit, plan);
        passed.accept("wire");
        container.start(unit, plan);
        passed.accept("container");
        awaitAnswer(unit, plan);
        Files.createFile(folder.resolve("ready"));
        passed.accept("ready");
        return plan;
    }

    /** Nobody has been in this tree yet, so no link of a guest's can lead out of it. */
    private void account(String unit, Plan plan) throws IOException {
        Path root = node.root(unit);
        String name = plan.spec().account();
        int user = plan.user();
        if (Pattern.compile("(?m)^" + Pattern.quote(name) + ":").matcher(Files.readString(root.resolve("etc/passwd"))).find()) {
            throw new IOException("slice: the reference has a user " + name + " already");
        }
        String shell = Files.exists(root.resolve("bin/bash")) ? "/bin/bash" : "/bin/sh";
        append(root, "passwd", name + ":x:" + user + ":" + user + "::/home/" + name + ":" + shell);
        append(root, "shadow", name + ":*:19000:0:99999:7:::");
        append(root, "group", name + ":x:" + user + ":");
        Path home = root.resolve("home").resolve(name);
        Path ssh = home.resolve(".ssh");
        Files.createDirectories(ssh);
        Path keys = ssh.resolve("authorized_keys");
        Files.writeString(keys, lines(plan.spec()));
        for (Path path : new Path[] {home, ssh, keys}) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(path.equals(keys) ? "rw-------" : "rwx------"));
            Files.setAttribute(path, "unix:uid", user);
            Files.setAttribute(path, "unix:gid", user);
        }
        secret(root.resolve("etc/ssh/ssh_host_ed25519_key"), plan.hostKey().forOpenSsh().getBytes(StandardCharsets.US_ASCII));
        secret(root.resolve("etc/dropbear/host_key"), plan.hostKey().forDropbear());
    }

    static String lines(SliverSpec spec) {
        return spec.keys().isEmpty() ? "" : String.join("\n", spec.keys()) + "\n";
    }

    private static void append(Path root, String file, String line) throws IOException {
        Files.writeString(root.resolve("etc").resolve(file), line + "\n", StandardOpenOption.APPEND, StandardOpenOption.CREATE);
    }

    private static void secret(Path file, byte[] bytes) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[0]);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.write(file, bytes);
    }

    private void awaitAnswer(String unit, Plan plan) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + ANSWER.toNanos();
        while (!answers(wiring.address(plan))) {
            if (container.alive(unit).isEmpty()) {
                throw new IOException("the sliver's first process ended; look whether the reference's server for SSH can run");
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("its server did not answer within " + ANSWER.toSeconds() + " s");
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private static boolean answers(String address) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, 22), 500);
            socket.setSoTimeout(2_000);
            return new String(socket.getInputStream().readNBytes(4), StandardCharsets.US_ASCII).equals("SSH-");
        } catch (IOException notYet) {
            return false;
        }
    }
}
