package orca.simulator.lab;

import java.util.Objects;

/**
 * One entry of a workload.
 *
 * @param number its name in the log
 * @param submit when it came, in seconds since the log's beginning
 * @param run how long it really ran, in seconds, more than 0; no longer than {@code estimate}
 * @param units how many units it took
 * @param estimate how long it asked for, in seconds
 * @param user who asked
 */
public record Job(long number, long submit, long run, int units, long estimate, String user) {
    public Job {
        Objects.requireNonNull(user, "job.user");
        if (submit < 0) {
            throw new IllegalArgumentException("job.submit: must be 0 or more, got " + submit);
        }
        if (run < 1 || run > estimate) {
            throw new IllegalArgumentException("job.run: must be from 1 to estimate (" + estimate + "), got " + run);
        }
        if (units < 1) {
            throw new IllegalArgumentException("job.units: must be 1 or more, got " + units);
        }
    }

    /** The same, if its length had been known. */
    public Job exactly() {
        return new Job(number, submit, run, units, run, user);
    }
}
