package orca.simulator.siege;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import orca.wire.time.WallClock;

/**
 * What processes stand on: each has a network of its own on one bridge, a small disk, and a clock that can be set. All of it
 * lives in namespaces of this process and is gone with it. Needs root, and the programs that {@link #missing()} looks for.
 */
final class Grounds implements AutoCloseable {
    /** Where this process itself is found on the bridge. */
    private static final String NET = "10.77.0.";
    private static final int MOST = 200;
    private static final long PATIENCE_S = 20;
    private static final Map<String, String> PROGRAMS = Map.of("ip", "iproute2", "nft", "nftables", "unshare", "util-linux",
            "nsenter", "util-linux", "setpriv", "util-linux", "mount", "mount", "strace", "strace");

    private final Path folder;
    private final Map<String, Process> holders = new LinkedHashMap<>();
    private final Map<String, String> addresses = new LinkedHashMap<>();

    /** What this machine lacks, a sentence each. */
    static List<String> missing() {
        List<String> found = new ArrayList<>();
        if (!System.getProperty("user.name").equals("root")) {
            found.add("namespaces and disks of its own need root");
        }
        PROGRAMS.forEach((program, parcel) -> {
            if (Stream.of("/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/").noneMatch(at -> Files.exists(Path.of(at + program)))) {
                found.add("the program '" + program + "' is missing (Debian: apt install " + parcel + ")");
            }
        });
        return found;
    }

    /** Needs a network namespace and a mount namespace that are this process's own. */
    Grounds(Path folder) throws IOException {
        this.folder = folder;
        run("ip", "link", "set", "lo", "up");
        run("ip", "link", "add", "wan", "type", "bridge");
        run("ip", "addr", "add", NET + "254/24", "dev", "wan");
        run("ip", "link", "set", "wan", "up");
        run("nft", "add", "table", "bridge", "siege");
        run("nft", "add", "chain", "bridge", "siege", "cuts", "{ type filter hook forward priority 0; }");
    }

    /** Gives {@code name} its address, a disk of so many MiB at {@code folder/NAME/data}, and a clock that is right. */
    void settle(String name, int mebibytes) throws IOException {
        int number = addresses.size() + 1;
        if (number > MOST) {
            throw new IllegalArgumentException("no more than " + MOST + " can stand here");
        }
        Process holder = new ProcessBuilder("unshare", "--net", "sleep", "1d").start();
        holders.put(name, holder);
        addresses.put(name, NET + number);
        String pid = Long.toString(holder.pid());
        await(holder);
        run("ip", "link", "add", "to-" + name, "type", "veth", "peer", "name", "wan", "netns", pid);
        run("ip", "link", "set", "to-" + name, "master", "wan", "up");
        within(name, "ip", "link", "set", "lo", "up");
        within(name, "ip", "addr", "add", address(name) + "/24", "dev", "wan");
        within(name, "ip", "link", "set", "wan", "up");
        Path disk = Files.createDirectories(disk(name));
        run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "disk-" + name, disk.toString());
        clock(name, 0);
    }

    /** Returns when the holder has a network of its own. */
    private static void await(Process holder) throws IOException {
        Path own = Path.of("/proc/self/ns/net");
        Path its = Path.of("/proc", Long.toString(holder.pid()), "ns", "net");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (Files.readSymbolicLink(its).equals(Files.readSymbolicLink(own))) {
            if (!holder.isAlive() || System.nanoTime() > deadline) {
                throw new IOException("no network namespace can be made here");
            }
            Thread.onSpinWait();
        }
    }

    String address(String name) {
        return addresses.get(name);
    }

    private Path disk(String name) {
        return folder.resolve(name).resolve("data");
    }

    /** Words before a program that shall run where {@code name} stands. */
    List<String> enter(String name) {
        return List.of("nsenter", "--net=/proc/" + holders.get(name).pid() + "/ns/net", "--");
    }

    /** The option that lets a Java machine have {@code name}'s clock. */
    String clockwork(String name) {
        return "-D" + WallClock.PROPERTY + "=" + clockFile(name);
    }

    private Path clockFile(String name) {
        return folder.resolve(name).resolve("clock");
    }

    /** From now on {@code name}'s clock is off by so much. */
    void clock(String name, int seconds) throws IOException {
        Files.writeString(clockFile(name), Duration.ofSeconds(seconds).toString());
    }

    /** From now on nothing gets from the one to the other, and nobody is told. */
    void cut(String from, String to) throws IOException {
        run("nft", "add", "rule", "bridge", "siege", "cuts", "ip", "saddr", address(from), "ip", "daddr", address(to), "drop");
    }

    /** All is connected again. */
    void heal() throws IOException {
        run("nft", "flush", "chain", "bridge", "siege", "cuts");
    }

    /** From now on nothing more can be written to {@code name}'s disk. */
    void fill(String name) throws IOException {
        try (OutputStream out = Files.newOutputStream(ballast(name))) {
            byte[] block = new byte[1 << 16];
            for (int size = block.length; size > 0; size /= 2) {
                try {
                    while (true) {
                        out.write(block, 0, size);
                    }
                } catch (IOException full) {
                    // The next smaller piece may still fit; nothing is to be left.
                }
            }
        }
    }

    void free(String name) throws IOException {
        Files.deleteIfExists(ballast(name));
    }

    private Path ballast(String name) {
        return disk(name).resolve("ballast");
    }

    private void within(String name, String... words) throws IOException {
        List<String> all = new ArrayList<>(enter(name));
        all.addAll(List.of(words));
        run(all.toArray(String[]::new));
    }

    /** Runs a program to its end. @throws IOException with what it said, when it fails */
    static void run(String... words) throws IOException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException(String.join(" ", words) + ": " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() throws IOException {
        holders.values().forEach(Process::destroyForcibly);
        for (String name : addresses.keySet()) {
            run("umount", "--lazy", disk(name).toString());
        }
    }
}
