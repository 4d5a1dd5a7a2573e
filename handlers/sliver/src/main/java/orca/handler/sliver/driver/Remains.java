package orca.handler.sliver.driver;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * What there is of a sliver, and its removal, which needs no memory: it looks, removes what it finds, and looks again. The order
 * matters. What could still make more of it is killed first, then what runs in it, then what they stood on; the address goes
 * last, since until then it marks whose all that is.
 */
final class Remains {
    private static final long LOOK_MILLIS = 5;

    private final Node node;
    private final Wiring wiring;
    private final Container container;
    private final Consumer<String> passed;

    Remains(Node node, Wiring wiring, Container container, Consumer<String> passed) {
        this.node = node;
        this.wiring = wiring;
        this.container = container;
        this.passed = passed;
    }

    /** What the host shows of {@code unit}, in words; empty when there is nothing. */
    List<String> traces(String unit) throws IOException {
        List<String> traces = new ArrayList<>();
        if (Files.exists(node.folder(unit), LinkOption.NOFOLLOW_LINKS)) {
            traces.add("folder " + node.folder(unit));
        }
        mounts(unit).forEach(mount -> traces.add("mount " + mount));
        if (Files.exists(node.namespace(unit), LinkOption.NOFOLLOW_LINKS)) {
            traces.add("network " + node.label(unit));
        }
        if (Node.device(node.wire(unit))) {
            traces.add("wire " + node.wire(unit));
        }
        groups(unit).forEach(group -> traces.add("group " + group));
        if (Files.exists(node.runc().resolve(node.label(unit)))) {
            traces.add("container " + node.label(unit));
        }
        wiring.numbers().of(unit).ifPresent(number -> traces.add("address " + number));
        return traces;
    }

    /** Every unit of which there is something. */
    Set<String> units() throws IOException {
        Set<String> units = new TreeSet<>(node.namespaces());
        for (Path folder : Node.list(node.home().resolve("slivers"))) {
            units.add(folder.getFileName().toString());
        }
        units.addAll(wiring.numbers().units());
        for (Path home : node.groupHomes()) {
            Node.list(home).stream().filter(Files::isDirectory).forEach(group -> units.add(group.getFileName().toString()));
        }
        String prefix = node.label("");
        for (Path known : Node.list(node.runc())) {
            String name = known.getFileName().toString();
            if (name.startsWith(prefix)) {
                units.add(name.substring(prefix.length()));
            }
        }
        units.remove("");
        return units;
    }

    /** Removes all of it, and gives what then still is there. */
    List<String> remove(String unit, Duration patience) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        List<String> left = traces(unit);
        while (!left.isEmpty() && System.nanoTime() - deadline < 0) {
            killMakers(unit);
            container.delete(unit);
            killGroups(unit);
            passed.accept("-container");
            wiring.disconnect(unit);
            passed.accept("-wire");
            for (String mount : mounts(unit)) {
                Tool.tried("", List.of("umount", mount));
            }
            passed.accept("-mount");
            if (mounts(unit).isEmpty()) {
                delete(node.folder(unit));
                delete(node.runc().resolve(node.label(unit)));
                passed.accept("-folder");
                if (groups(unit).isEmpty() && !Files.exists(node.namespace(unit))) {
                    wiring.numbers().free(unit);
                }
            }
            left = traces(unit);
            if (!left.isEmpty()) {
                Thread.sleep(LOOK_MILLIS);
            }
        }
        wiring.removeBridgeIfLast();
        return left;
    }

    /** What a process of ours that died may have left running: programs that have the unit's names on their command line. */
    private void killMakers(String unit) throws IOException {
        String label = node.label(unit);
        String inside = node.folder(unit) + "/";
        for (Path process : Node.list(Path.of("/proc"))) {
            String pid = process.getFileName().toString();
            if (pid.matches("[0-9]+")) {
                for (String word : Node.text(process.resolve("cmdline")).split("\0")) {
                    if (word.equals(label) || word.startsWith(inside)) {
                        kill(Long.parseLong(pid));
                    }
                }
            }
        }
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).filter(p -> p.pid() != ProcessHandle.current().pid()).ifPresent(ProcessHandle::destroyForcibly);
    }

    private List<Path> groups(String unit) throws IOException {
        return node.groupHomes().stream().map(home -> home.resolve(unit)).filter(Files::isDirectory).toList();
    }

    private void killGroups(String unit) throws IOException {
        for (Path group : groups(unit)) {
            Node.text(group.resolve("cgroup.procs")).lines().filter(line -> line.matches("[0-9]+"))
                    .forEach(line -> kill(Long.parseLong(line)));
            // The kernel refuses while somebody is in it; the next look tries again.
            removeGroup(group);
        }
        for (Path home : node.groupHomes()) {
            home.toFile().delete(); // when it was the last one's
        }
    }

    private static void removeGroup(Path group) throws IOException {
        for (Path child : Node.list(group)) {
            if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
                removeGroup(child);
            }
        }
        group.toFile().delete();
    }

    /** Where something is mounted in its folder, the innermost first. */
    private List<String> mounts(String unit) {
        String inside = node.folder(unit) + "/";
        List<String> found = new ArrayList<>();
        for (String line : Node.text(Path.of("/proc/self/mountinfo")).split("\n")) {
            String[] words = line.split(" ");
            if (words.length > 4 && words[4].startsWith(inside)) {
                found.add(words[4]);
            }
        }
        return found.reversed();
    }

    /** Never follows a link, and is called only when nothing is mounted below. */
    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException why) throws IOException {
                if (why instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw why;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path inner, IOException why) throws IOException {
                Files.deleteIfExists(inner);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
