package orca.simulator.lab;

import java.util.Objects;
import java.util.OptionalLong;
import orca.core.resource.Amounts;

/**
 * One entry of a workload.
 *
 * @param number its name in the log
 * @param submit when it came, in seconds since the log's beginning; from 0 to {@link #LONGEST}
 * @param run how long it really ran, in seconds, more than 0; no longer than {@code estimate}
 * @param units how many units it took, from 1 to {@link #WIDEST}
 * @param estimate how long it asked for, in seconds; at most {@link #LONGEST}
 * @param user who asked
 * @param deadline when it must be over, in seconds since the log's beginning; not before {@code submit + estimate}, and no later
 *     than {@link #LAST}
 * @param bid what it pays for each unit and hour, in credits; 0 or more
 * @param sliver how large each unit is, in the dimensions of the {@link Estate}; empty where it has none
 */
public record Job(long number, long submit, long run, int units, long estimate, String user, OptionalLong deadline, long bid,
        Amounts sliver) {
    /** The longest time that a log is taken at its word for, in seconds: a hundred years. */
    public static final long LONGEST = 3_155_760_000L;
    /** The most units of a job, and of a machine. */
    public static final int WIDEST = 10_000_000;
    /** The last second that a job may name, so that all it names lies within what a term may name. */
    public static final long LAST = 50 * LONGEST;

    public Job {
        Objects.requireNonNull(user, "job.user");
        Objects.requireNonNull(deadline, "job.deadline");
        Objects.requireNonNull(sliver, "job.sliver");
        if (submit < 0 || submit > LONGEST) {
            throw new IllegalArgumentException("job.submit: must be from 0 to " + LONGEST + ", got " + submit);
        }
        if (estimate > LONGEST) {
            throw new IllegalArgumentException("job.estimate: must be at most " + LONGEST + ", got " + estimate);
        }
        if (run < 1 || run > estimate) {
            throw new IllegalArgumentException("job.run: must be from 1 to estimate (" + estimate + "), got " + run);
        }
        if (units < 1 || units > WIDEST) {
            throw new IllegalArgumentException("job.units: must be from 1 to " + WIDEST + ", got " + units);
        }
        if (deadline.isPresent() && deadline.getAsLong() > LAST) {
            throw new IllegalArgumentException("job.deadline: must be at most " + LAST + ", got " + deadline.getAsLong());
        }
        if (deadline.isPresent() && deadline.getAsLong() < submit + estimate) {
            throw new IllegalArgumentException("job.deadline: must not be before submit + estimate (" + (submit + estimate)
                    + "), got " + deadline.getAsLong());
        }
        if (bid < 0) {
            throw new IllegalArgumentException("job.bid: must be 0 or more, got " + bid);
        }
    }

    /** One that has no deadline and pays nothing. */
    public Job(long number, long submit, long run, int units, long estimate, String user) {
        this(number, submit, run, units, estimate, user, OptionalLong.empty(), 0, Amounts.EMPTY);
    }

    /** The same, if its length had been known. */
    public Job exactly() {
        return new Job(number, submit, run, units, run, user, deadline, bid, sliver);
    }

    /** The same, to be over by {@code second}. */
    public Job until(long second) {
        return new Job(number, submit, run, units, estimate, user, OptionalLong.of(second), bid, sliver);
    }

    /** The same, paying so much for each unit and hour. */
    public Job paying(long credits) {
        return new Job(number, submit, run, units, estimate, user, deadline, credits, sliver);
    }
}
