package orca.handler.sandbox.driver;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/**
 * The host's processes, asked anew each time: which carry the label of a unit of this node. A label is the pair of
 * environment variables {@code ORCA_NODE} and {@code ORCA_UNIT}; a pid alone is never trusted, since it may be used again.
 */
final class ProcessTable {
    private static final Path PROC = Path.of("/proc");
    private static final long SELF = ProcessHandle.current().pid();

    private final String key;

    ProcessTable(String key) {
        this.key = key;
    }

    /** Every labelled process of this node, by unit. This process itself is nobody's, whatever it inherited. */
    Map<String, Set<Long>> labelled() throws IOException {
        Map<String, Set<Long>> found = new TreeMap<>();
        for (long pid : pids()) {
            label(pid).ifPresent(unit -> found.computeIfAbsent(unit, u -> new TreeSet<>()).add(pid));
        }
        return found;
    }

    /** The processes that are {@code unit}'s: by label, or by the user that nobody else has. */
    Set<Long> of(String unit, OptionalInt user) throws IOException {
        Set<Long> found = new TreeSet<>();
        for (long pid : pids()) {
            if (belongs(pid, unit, user)) {
                found.add(pid);
            }
        }
        return found;
    }

    boolean belongs(long pid, String unit, OptionalInt user) {
        return label(pid).filter(unit::equals).isPresent() || user.isPresent() && ofUser(pid, user.getAsInt());
    }

    /**
     * The unit's first process: for a unit with a pid namespace its process 1, which no other can pretend to be; else the
     * one that runs the unit's script.
     */
    OptionalLong init(String unit, boolean namespaced) throws IOException {
        int depth = namespaceDepth("self");
        for (long pid : pids()) {
            if (label(pid).filter(unit::equals).isEmpty() || !commandLine(pid).contains("\0init\0orca-unit=" + unit + "\0")) {
                continue;
            }
            String numbers = field(Long.toString(pid), "NSpid");
            boolean first = numbers.endsWith("\t1") && namespaceDepth(Long.toString(pid)) == depth + 1;
            // The shell forks to run pipelines: those children look alike, but are not their session's first.
            if (namespaced ? first : leadsSession(pid)) {
                return OptionalLong.of(pid);
            }
        }
        return OptionalLong.empty();
    }

    private static boolean leadsSession(long pid) {
        String stat = read(PROC.resolve(Long.toString(pid)).resolve("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
        return fields.length > 3 && fields[3].equals(Long.toString(pid));
    }

    /** Kills {@code pid} if {@code still} says that it is the process that was meant; the number may be another's by now. */
    static void kill(long pid, LongPredicate still) {
        if (pid == SELF || pid <= 1) {
            return;
        }
        // The handle remembers when the process began, and refuses to touch a later one of the same number.
        Optional<ProcessHandle> handle = ProcessHandle.of(pid);
        if (handle.isPresent() && still.test(pid)) {
            handle.get().destroyForcibly();
        }
    }

    private Optional<String> label(long pid) {
        if (pid == SELF) {
            return Optional.empty();
        }
        String environment = read(PROC.resolve(Long.toString(pid)).resolve("environ"));
        String node = null;
        String unit = null;
        for (String variable : environment.split("\0")) {
            if (variable.startsWith("ORCA_NODE=")) {
                node = variable.substring("ORCA_NODE=".length());
            } else if (variable.startsWith("ORCA_UNIT=")) {
                unit = variable.substring("ORCA_UNIT=".length());
            }
        }
        return key.equals(node) ? Optional.ofNullable(unit) : Optional.empty();
    }

    /** Whether some living process of the host has {@code user} as its real user, whoever labelled it. */
    static boolean anyOfUser(int user) throws IOException {
        return pids().stream().anyMatch(pid -> ofUser(pid, user));
    }

    /** Whether a living process has {@code user} as its real user; the dead that nobody buried do not count. */
    private static boolean ofUser(long pid, int user) {
        return field(Long.toString(pid), "Uid").startsWith(user + "\t") && !field(Long.toString(pid), "State").startsWith("Z");
    }

    private static int namespaceDepth(String pid) {
        return field(pid, "NSpid").split("\t").length;
    }

    private static String field(String pid, String name) {
        for (String line : read(PROC.resolve(pid).resolve("status")).split("\n")) {
            if (line.startsWith(name + ":\t")) {
                return line.substring(name.length() + 2);
            }
        }
        return "";
    }

    private static String commandLine(long pid) {
        return read(PROC.resolve(Long.toString(pid)).resolve("cmdline"));
    }

    /** Empty for a process that is gone, dead, or none of ours to look at. */
    private static String read(Path file) {
        // Not by a channel: an interrupted thread would read nothing, and take the living for gone.
        try (FileInputStream stream = new FileInputStream(file.toFile())) {
            return new String(stream.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException goneOrForbidden) {
            return "";
        }
    }

    private static List<Long> pids() throws IOException {
        List<Long> pids = new ArrayList<>();
        try (Stream<Path> entries = Files.list(PROC)) {
            for (Path entry : (Iterable<Path>) entries::iterator) {
                String name = entry.getFileName().toString();
                if (name.chars().allMatch(c -> c >= '0' && c <= '9')) {
                    pids.add(Long.parseLong(name));
                }
            }
        }
        return pids;
    }
}
