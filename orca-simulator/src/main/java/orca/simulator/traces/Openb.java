package orca.simulator.traces;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/**
 * The openb trace: nodes with processors, memory and GPUs, and pods that want them (Alibaba, 2023), each kind a file of values
 * with commas between. A pod wants no GPU, a share of one in thousandths, or several whole ones of one node.
 *
 * <p>Columns are found by their names in the heading, in any order; others may stand between.
 *
 * @param nodes in the order of their file
 * @param pods in the order of theirs
 */
public record Openb(List<Node> nodes, List<Pod> pods) {
    /** The trace's nodes. */
    public static final String NODES = "openb_node_list_all_node.csv.gz";
    /** The trace's pods. */
    public static final String PODS = "openb_pod_list_default.csv.gz";
    /** What a whole GPU is. */
    public static final long WHOLE = 1_000;

    private static final List<String> OF_NODES = List.of("sn", "cpu_milli", "memory_mib", "gpu");
    private static final List<String> OF_PODS = List.of("name", "cpu_milli", "memory_mib", "num_gpu", "gpu_milli", "qos",
            "creation_time", "deletion_time", "scheduled_time");
    private static final int MOST_NODES = 10_000;
    private static final int MOST_PODS = 10_000_000;
    private static final int MOST_GPUS = 64;
    /** Of one node or pod: a million cores, a million GiB. */
    private static final long LARGEST = 1_000_000L << 10;
    private static final long LATEST = 3_155_760_000L;
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._-]{1,40}");

    public Openb {
        nodes = List.copyOf(nodes);
        pods = List.copyOf(pods);
    }

    /** One machine; cpu in thousandths of a core, memory in MiB. */
    public record Node(String name, long cpu, long memory, int gpus) {}

    /**
     * One wish; gpu in thousandths: of one GPU up to a whole, beyond that of so many whole ones.
     *
     * @param kind how much it matters (the column {@code qos})
     * @param created when it came, in seconds
     * @param scheduled when it was given its place; empty if it never was
     * @param deleted when it was gone; empty if that is not known
     */
    public record Pod(String name, long cpu, long memory, long gpu, String kind, long created, OptionalLong scheduled,
            OptionalLong deleted) {}

    /**
     * Reads a trace.
     *
     * @throws LogException if a line is not as it should be, or there is no node or no pod; names file, line, column and rule
     */
    public static Openb read(Path nodes, Path pods) throws LogException {
        return new Openb(nodes(nodes), pods(pods));
    }

    private static List<Node> nodes(Path file) throws LogException {
        List<Node> nodes = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        try (LogLines lines = new LogLines(file)) {
            Rows rows = new Rows(lines, OF_NODES);
            while (rows.next()) {
                String name = rows.word("sn");
                if (!names.add(name)) {
                    throw lines.wrong("sn must be another for each node, got '" + name + "' again");
                }
                if (nodes.size() == MOST_NODES) {
                    throw lines.wrong("there may be at most " + MOST_NODES + " nodes");
                }
                nodes.add(new Node(name, rows.whole("cpu_milli", LARGEST), rows.whole("memory_mib", LARGEST),
                        (int) rows.whole("gpu", MOST_GPUS)));
            }
            if (nodes.isEmpty()) {
                throw lines.wrong("the file ends, and there was no node in it");
            }
        }
        return nodes;
    }

    private static List<Pod> pods(Path file) throws LogException {
        List<Pod> pods = new ArrayList<>();
        try (LogLines lines = new LogLines(file)) {
            Rows rows = new Rows(lines, OF_PODS);
            while (rows.next()) {
                if (pods.size() == MOST_PODS) {
                    throw lines.wrong("there may be at most " + MOST_PODS + " pods");
                }
                pods.add(pod(lines, rows));
            }
            if (pods.isEmpty()) {
                throw lines.wrong("the file ends, and there was no pod in it");
            }
        }
        return pods;
    }

    private static Pod pod(LogLines lines, Rows rows) throws LogException {
        long gpus = rows.whole("num_gpu", MOST_GPUS);
        long each = rows.whole("gpu_milli", WHOLE);
        if (gpus > 1 && each != WHOLE) {
            throw lines.wrong("gpu_milli must be " + WHOLE + " where num_gpu is more than 1, got "
                    + each);
        }
        long created = rows.whole("creation_time", LATEST);
        OptionalLong scheduled = rows.known("scheduled_time", LATEST);
        OptionalLong deleted = rows.known("deletion_time", LATEST);
        if (scheduled.isPresent() && scheduled.getAsLong() < created) {
            throw lines.wrong("scheduled_time must not be before creation_time (" + created + "), got " + scheduled.getAsLong());
        }
        if (deleted.isPresent() && deleted.getAsLong() < scheduled.orElse(created)) {
            throw lines.wrong("deletion_time must not be before " + (scheduled.isPresent() ? "scheduled_time" : "creation_time")
                    + " (" + scheduled.orElse(created) + "), got " + deleted.getAsLong());
        }
        return new Pod(rows.word("name"), rows.whole("cpu_milli", LARGEST), rows.whole("memory_mib", LARGEST), gpus * each,
                rows.word("qos"), created, scheduled, deleted);
    }

    /** Lines as rows with columns of known names. */
    private static final class Rows {
        private final LogLines lines;
        private final List<String> heading;
        private String[] cells = {};

        Rows(LogLines lines, List<String> columns) throws LogException {
            this.lines = lines;
            this.heading = List.of(lines.next().orElse("").split(",", -1));
            for (String column : columns) {
                if (heading.stream().filter(column::equals).count() != 1) {
                    throw lines.wrong("the heading must have the columns " + String.join(",", columns) + ", and each once; '"
                            + column + "' is not");
                }
            }
        }

        /** Goes to the next line that is not blank; says whether there is any. */
        boolean next() throws LogException {
            Optional<String> line = lines.next();
            while (line.isPresent() && line.get().isEmpty()) {
                line = lines.next();
            }
            if (line.isPresent()) {
                cells = line.get().split(",", -1);
                if (cells.length != heading.size()) {
                    throw lines.wrong("must have " + heading.size() + " columns, as the heading has, got " + cells.length);
                }
            }
            return line.isPresent();
        }

        private String cell(String column) {
            return cells[heading.indexOf(column)].strip();
        }

        long whole(String column, long most) throws LogException {
            return lines.whole(column, cell(column), 0, most);
        }

        /** Empty where nothing stands, or -1. */
        OptionalLong known(String column, long most) throws LogException {
            String cell = cell(column);
            long value = cell.isEmpty() ? -1 : lines.whole(column, cell, -1, most);
            return value < 0 ? OptionalLong.empty() : OptionalLong.of(value);
        }

        String word(String column) throws LogException {
            String cell = cell(column);
            if (!WORD.matcher(cell).matches()) {
                throw lines.wrong(column + " must be 1 to 40 letters, digits, dots, hyphens or underscores, got '"
                        + LogLines.shortened(cell) + "'");
            }
            return cell;
        }
    }

    /** The same with the nodes alone that have GPUs. */
    public Openb withGpus() {
        return new Openb(nodes.stream().filter(node -> node.gpus() > 0).toList(), pods);
    }

    /** All GPUs together, in thousandths. */
    public long gpus() {
        return nodes.stream().mapToLong(Node::gpus).sum() * WHOLE;
    }

    /**
     * Pods in the order in which they arrive: all of the trace shuffled, then more of them drawn again, until they want
     * {@code percent} of all GPUs together.
     */
    public List<Pod> arrivals(long seed, int percent) {
        SplittableRandom dice = new SplittableRandom(seed);
        List<Pod> all = new ArrayList<>(pods);
        for (int i = all.size() - 1; i > 0; i--) {
            int other = dice.nextInt(i + 1);
            Pod pod = all.get(i);
            all.set(i, all.get(other));
            all.set(other, pod);
        }
        List<Pod> arriving = new ArrayList<>();
        long wanted = 0;
        for (int i = 0; wanted < gpus() * percent / 100; i++) {
            Pod pod = i < all.size() ? all.get(i) : pods.get(dice.nextInt(pods.size()));
            arriving.add(pod);
            wanted += pod.gpu();
        }
        return arriving;
    }
}
