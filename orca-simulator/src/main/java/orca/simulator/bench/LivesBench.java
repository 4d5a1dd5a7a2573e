package orca.simulator.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import orca.core.contract.Principal;
import orca.runtime.config.ConfigFile;
import orca.runtime.container.Container;
import orca.runtime.hosting.HostedActor;
import orca.runtime.loop.LoopTimes;

/**
 * How many leases a container can bring to life and to their end per second, what a live one costs in heap, and how long a
 * restart takes with many. All three actors in one process with their real loops and durable journals, in-process transport,
 * and a handler that does nothing.
 *
 * <pre>
 *   lives [IN_FLIGHT...]   lives per second at each number in flight (1, 100, 1000, 10000)
 *   hold N                 heap per live lease, and restarts with N of them: after a stop, and after a crash
 *   restart FOLDER         how long one takes; hold calls it
 * </pre>
 */
public final class LivesBench {
    private static final Duration WARM_UP = Duration.ofSeconds(Integer.getInteger("warmup", 20));
    private static final Duration MEASURED = Duration.ofSeconds(Integer.getInteger("seconds", 20));

    private static final String FILE = """
            folder: data
            management: {port: 0}
            authorities:
              site:
                tombstone: 5s
                per-holder: 200000
                types: {slot: none}
                hosts:
                  "h-{0..9}": {type: slot, units: 100000}
                delegations:
                  - {to: market, type: slot, units: 1000000, term: {until: now+3650d}}
            brokers:
              market: {tombstone: 5s, per-holder: 200000}
            service-managers:
              guest: {remember: 1s}
            """;

    private LivesBench() {}

    public static void main(String[] args) throws IOException {
        List<String> words = List.of(args);
        if (!words.isEmpty() && words.get(0).equals("hold")) {
            hold(Integer.parseInt(words.get(1)));
            return;
        }
        if (!words.isEmpty() && words.get(0).equals("restart")) {
            restarted(Path.of(words.get(1)));
            return;
        }
        List<Integer> flights = words.isEmpty()
                ? List.of(1, 100, 1000, 10_000) : words.stream().map(Integer::valueOf).toList();
        System.out.println("| in flight | lives/s | ms per life | cpu ms per life | commits per life | records per life |"
                + " kB written per life | kB of disk per life |");
        System.out.println("|---:|---:|---:|---:|---:|---:|---:|---:|");
        for (int inFlight : flights) {
            lives(inFlight);
        }
    }

    private static void lives(int inFlight) throws IOException {
        Path folder = Files.createTempDirectory("orca-lives");
        try (Container container = new Container(file(folder), false, "bench")) {
            LeaseDriver driver = new LeaseDriver(container, new Principal("market"), inFlight);
            long all = driver.run(WARM_UP);
            Reading before = Reading.of(container);
            long done = driver.run(MEASURED);
            Reading after = Reading.of(container);
            print(inFlight, done, before, after, (double) size(folder) / (all + done));
        } finally {
            delete(folder);
        }
    }

    private static void print(int inFlight, long done, Reading before, Reading after, double disk) {
        double seconds = (after.nanos - before.nanos) / 1e9;
        long groups = 0;
        long records = 0;
        for (int i = 0; i < after.times.size(); i++) {
            LoopTimes spent = after.times.get(i).minus(before.times.get(i));
            groups += spent.groups();
            records += spent.records();
        }
        System.out.println(String.format(Locale.ROOT, "| %d | %.0f | %.2f | %.3f | %.2f | %.1f | %.1f | %.1f |", inFlight,
                done / seconds,
                1000 * seconds * inFlight / done, (after.cpu - before.cpu) / 1e6 / done, (double) groups / done,
                (double) records / done, (after.written - before.written) / 1000.0 / done, disk / 1000));
        for (int i = 0; i < after.times.size(); i++) {
            LoopTimes t = after.times.get(i).minus(before.times.get(i));
            double all = t.waiting() + t.deciding() + t.committing() + t.dispatching() + t.reading();
            System.out.println(String.format(Locale.ROOT, "    %-7s deciding %4.1f%%  committing %4.1f%%  dispatching %4.1f%%  "
                    + "reading %4.1f%%  waiting %4.1f%%; %.1f events, %.2f groups of %.1f records per life; %.0f us per event, "
                    + "%.2f ms per commit", after.names.get(i), 100 * t.deciding() / all, 100 * t.committing() / all,
                    100 * t.dispatching() / all, 100 * t.reading() / all, 100 * t.waiting() / all, (double) t.events() / done,
                    (double) t.groups() / done, (double) t.records() / Math.max(1, t.groups()),
                    t.deciding() / 1e3 / Math.max(1, t.events()), t.committing() / 1e6 / Math.max(1, t.groups())));
        }
    }

    private static void hold(int leases) throws IOException {
        Path folder = Files.createTempDirectory("orca-hold");
        Path crashed = Files.createTempDirectory("orca-crashed");
        try {
            long empty;
            try (Container container = new Container(file(folder), false, "bench")) {
                LeaseDriver driver = new LeaseDriver(container, new Principal("market"), leases);
                empty = usedHeap();
                long began = System.nanoTime();
                driver.fill();
                System.out.println(String.format(Locale.ROOT, "%d leases live after %.1f s; journals %.0f MiB", leases,
                        (System.nanoTime() - began) / 1e9, size(folder) / 1048576.0));
                System.out.println(String.format(Locale.ROOT, "heap per live lease: %.0f bytes, three actors together",
                        (double) (usedHeap() - empty) / leases));
                // All that is there is synced, and nothing more is written: what a crash would leave.
                copy(folder, crashed);
            }
            restart("after a crash", crashed);
            restart("after a stop", folder);
        } finally {
            delete(folder);
            delete(crashed);
        }
    }

    /** In a process of its own, for a restart begins cold: it includes the loading and compiling of everything. */
    private static void restart(String what, Path folder) throws IOException {
        System.out.print("restart " + what + ": ");
        System.out.flush();
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xlog:disable",
                "-Xmx" + Runtime.getRuntime().maxMemory(), "-cp", System.getProperty("java.class.path"),
                LivesBench.class.getName(), "restart", folder.toString()).inheritIO().start();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static void restarted(Path folder) {
        long began = ManagementFactory.getRuntimeMXBean().getStartTime();
        try (Container container = new Container(file(folder), false, "bench")) {
            System.out.println(String.format(Locale.ROOT,
                    "%.2f s until all actors run, %.2f s of processor since the process began, %.0f MiB of heap then (%s)",
                    (System.currentTimeMillis() - began) / 1e3, Reading.cpuNanos() / 1e9, usedHeap() / 1048576.0,
                    String.join(", ", container.actors().all().stream()
                            .map(a -> a.name() + " at group " + a.loop().status().sequence()).toList())));
        }
    }

    private static long usedHeap() {
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** A container with all three actors. */
    static ConfigFile file(Path folder) {
        return ConfigFile.parse(folder.resolve("bench.yaml"), FILE);
    }

    /** What had been spent at some moment. */
    private record Reading(long nanos, long cpu, long written, List<String> names, List<LoopTimes> times) {
        static Reading of(Container container) throws IOException {
            List<HostedActor> actors = container.actors().all();
            return new Reading(System.nanoTime(), cpuNanos(), writtenBytes(), actors.stream().map(HostedActor::name).toList(),
                    actors.stream().map(a -> a.loop().times()).toList());
        }

        /** What this process has caused to be written to disks, where the system says so. */
        private static long writtenBytes() throws IOException {
            Path counts = Path.of("/proc/self/io");
            return !Files.isReadable(counts) ? 0 : Files.readAllLines(counts).stream()
                    .filter(line -> line.startsWith("write_bytes:"))
                    .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1))).sum();
        }

        private static long cpuNanos() {
            return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                    ? system.getProcessCpuTime() : 0;
        }
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.forEach(file -> {
                try {
                    Path there = to.resolve(from.relativize(file).toString());
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(there);
                    } else {
                        Files.copy(file, there);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException e) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
