package orca.simulator.lab;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import orca.core.resource.Amounts;
import orca.core.resource.Dimension;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.time.Turnaround;
import orca.simulator.traces.Openb;

/**
 * A trace of nodes and pods as something to replay: each pod is a lease of one unit, as large as the pod, from when it came, for
 * as long as it had its place; each node is a host, and its GPUs are pieces. What kind a pod is says whose it is.
 *
 * <p>A pod that never had a place, or is not known to have left it, or left it at once, has no length and is left out; that is
 * said by {@link #notes}.
 */
final class PodLog {
    /** What pods are leased as. */
    static final ResourceType TYPE = new ResourceType(new TypeName("pod"), List.of(new Dimension("cpu", "milli"),
            new Dimension("memory", "MiB"), new Dimension("gpu", "milli")), Turnaround.NONE);
    /** The most pods of a node: more than any node is ever asked for, so that only the dimensions count. */
    private static final long PODS_OF_A_NODE = 1_000;

    private final Openb trace;
    private final List<Job> jobs = new ArrayList<>();
    private int leftOut;

    PodLog(Openb trace) {
        this.trace = trace;
        int number = 0;
        for (Openb.Pod pod : trace.pods()) {
            number++;
            long length = pod.deleted().orElse(0) - pod.scheduled().orElse(Long.MAX_VALUE >> 1);
            if (length < 1) {
                leftOut++;
            } else {
                jobs.add(new Job(number, pod.created(), length, 1, length, pod.kind().toLowerCase(Locale.ROOT),
                        OptionalLong.empty(), 0,
                        Amounts.of(pod.cpu(), pod.memory(), pod.gpu())));
            }
        }
        jobs.sort(Comparator.comparingLong(Job::submit));
    }

    /**
     * The trace as something to replay.
     *
     * @param hosts on how many of its nodes; on all if empty
     * @throws IllegalArgumentException if no pod is left, or there are fewer nodes
     */
    Workload workload(String name, Optional<Integer> hosts) {
        if (jobs.isEmpty()) {
            throw new IllegalArgumentException(name + ": there is no pod in it that ever had a place and left it");
        }
        Estate all = new Estate(TYPE, trace.nodes().stream().map(PodLog::machine).toList());
        Estate estate = hosts.map(all::few).orElse(all);
        return new Workload(name, (int) Math.min(Job.WIDEST, estate.total().get(0)), jobs, Optional.of(estate));
    }

    private static Estate.Machine machine(Openb.Node node) {
        return new Estate.Machine(node.name(),
                Amounts.of(PODS_OF_A_NODE, node.cpu(), node.memory(), node.gpus() * Openb.WHOLE),
                node.gpus() == 0 ? PropertyList.NONE : PropertyList.NONE.with("pieces.gpu", node.gpus()));
    }

    /** What was left out, in words. */
    List<String> notes() {
        return leftOut == 0 ? List.of()
                : List.of(leftOut + " pods never had a place, or are not known to have left it, and are left out");
    }
}
