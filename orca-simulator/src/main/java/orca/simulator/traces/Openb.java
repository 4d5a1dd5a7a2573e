package orca.simulator.traces;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;

/**
 * The openb trace: nodes with processors, memory and GPUs, and pods that want them (Alibaba, 2023). A pod wants no GPU, a share
 * of one in thousandths, or several whole ones of one node.
 */
public final class Openb {
    private static final String NODES = "openb_node_list_all_node.csv.gz";
    private static final String PODS = "openb_pod_list_default.csv.gz";
    /** What a whole GPU is. */
    public static final long WHOLE = 1_000;

    /** One machine; cpu in thousandths of a core, memory in MiB. */
    public record Node(String name, long cpu, long memory, int gpus) {}

    /** One wish; gpu in thousandths: of one GPU up to a whole, beyond that of so many whole ones. */
    public record Pod(String name, long cpu, long memory, long gpu) {}

    private final List<Node> nodes = new ArrayList<>();
    private final List<Pod> pods = new ArrayList<>();

    private Openb() {}

    /** Reads the trace's nodes that have GPUs, and all its pods. */
    public static Openb read() {
        Openb trace = new Openb();
        for (String[] row : rows(Traces.find(NODES))) {
            if (Integer.parseInt(row[3]) > 0) {
                trace.nodes.add(new Node(row[0], Long.parseLong(row[1]), Long.parseLong(row[2]), Integer.parseInt(row[3])));
            }
        }
        for (String[] row : rows(Traces.find(PODS))) {
            trace.pods.add(new Pod(row[0], Long.parseLong(row[1]), Long.parseLong(row[2]),
                    Long.parseLong(row[3]) * Long.parseLong(row[4])));
        }
        return trace;
    }

    private static List<String[]> rows(Path file) {
        List<String[]> rows = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            lines.readLine();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                rows.add(line.split(",", -1));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("traces: cannot read " + file, e);
        }
        return rows;
    }

    public List<Node> nodes() {
        return List.copyOf(nodes);
    }

    public List<Pod> pods() {
        return List.copyOf(pods);
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
