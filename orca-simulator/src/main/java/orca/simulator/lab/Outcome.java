package orca.simulator.lab;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;

/** What came of a replay: when each job started, or why it did not. */
public final class Outcome {
    private static final long NEVER = -1;

    private final Workload workload;
    private final long[] starts;
    private final Map<Integer, String> refused;
    private final Set<Integer> homeless;
    private final Map<Integer, Long> paid;
    private final long moves;

    private Outcome(Workload workload, long[] starts, Map<Integer, String> refused, Set<Integer> homeless,
            Map<Integer, Long> paid, long moves) {
        this.workload = workload;
        this.starts = starts;
        this.refused = refused;
        this.homeless = homeless;
        this.paid = paid;
        this.moves = moves;
    }

    /** What is known so far. */
    static final class Draft {
        private final Workload workload;
        private final long[] starts;
        private final Map<Integer, String> refused = new LinkedHashMap<>();
        private final Set<Integer> homeless = new LinkedHashSet<>();
        private final Map<Integer, Long> paid = new LinkedHashMap<>();
        private long moves;
        private int over;

        Draft(Workload workload) {
            this.workload = Objects.requireNonNull(workload, "workload");
            this.starts = new long[workload.jobs().size()];
            Arrays.fill(starts, NEVER);
        }

        boolean isWaiting(int job) {
            return starts[job] == NEVER;
        }

        /** Whether somebody has neither started nor been refused. */
        boolean isOpen() {
            return over < starts.length;
        }

        void started(int job, long second) {
            over += isWaiting(job) && !refused.containsKey(job) ? 1 : 0;
            starts[job] = second;
        }

        void refused(int job, String why) {
            over += isWaiting(job) && !refused.containsKey(job) ? 1 : 0;
            refused.putIfAbsent(job, why);
        }

        /** Its guest was told that it costs so many credits. */
        void paid(int job, long credits) {
            paid.put(job, credits);
        }

        /** The site had no host for it, though it had a ticket. */
        void homeless(int job, String why) {
            if (homeless.add(job)) {
                refused(job, why);
            }
        }

        void moved(long units) {
            moves += units;
        }

        Outcome build() {
            return new Outcome(workload, starts, refused, homeless, paid, moves);
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
        return Collections.unmodifiableMap(refused);
    }

    /** Which of them had a ticket, and no host of the site had room. */
    public Set<Integer> homeless() {
        return Collections.unmodifiableSet(homeless);
    }

    /** What was paid for jobs in a market, in credits, by their place in the workload; nothing elsewhere. */
    public Map<Integer, Long> paid() {
        return Collections.unmodifiableMap(paid);
    }

    /** How often a unit was moved from one host to another. */
    public long moves() {
        return moves;
    }
}
