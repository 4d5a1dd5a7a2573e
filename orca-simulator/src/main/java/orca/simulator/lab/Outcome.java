package orca.simulator.lab;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;

/** What came of a replay: when each job started, or why it did not. */
public final class Outcome {
    private static final long NEVER = -1;

    private final Workload workload;
    private final long[] starts;
    private final Map<Integer, String> refused;
    private final long moves;

    private Outcome(Workload workload, long[] starts, Map<Integer, String> refused, long moves) {
        this.workload = workload;
        this.starts = starts;
        this.refused = refused;
        this.moves = moves;
    }

    /** What is known so far. */
    static final class Draft {
        private final Workload workload;
        private final long[] starts;
        private final Map<Integer, String> refused = new LinkedHashMap<>();
        private long moves;

        Draft(Workload workload) {
            this.workload = Objects.requireNonNull(workload, "workload");
            this.starts = new long[workload.jobs().size()];
            Arrays.fill(starts, NEVER);
        }

        boolean isWaiting(int job) {
            return starts[job] == NEVER;
        }

        void started(int job, long second) {
            starts[job] = second;
        }

        void refused(int job, String why) {
            refused.putIfAbsent(job, why);
        }

        void moved(long units) {
            moves += units;
        }

        Outcome build() {
            return new Outcome(workload, starts, refused, moves);
        }
    }

    public Workload workload() {
        return workload;
    }

    /** How many seconds the job at this place of the workload waited; empty if it never started. */
    public OptionalLong waited(int job) {
        return starts[job] == NEVER ? OptionalLong.empty() : OptionalLong.of(starts[job] - workload.jobs().get(job).submit());
    }

    /** Why jobs were refused, by their place in the workload. */
    public Map<Integer, String> refused() {
        return java.util.Collections.unmodifiableMap(refused);
    }

    /** How often a unit was moved from one host to another. */
    public long moves() {
        return moves;
    }
}
