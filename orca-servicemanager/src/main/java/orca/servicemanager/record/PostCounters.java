package orca.servicemanager.record;

import orca.core.contract.Subject;

/**
 * What notices and letters are numbered by; never goes back.
 *
 * @param notices how many were made so far
 * @param letters how many were made so far
 */
public record PostCounters(long notices, long letters) implements GuestRecord {
    public static final PostCounters ZERO = new PostCounters(0, 0);

    /** The one subject that counters are of. */
    public enum Counting implements Subject {
        POST
    }

    public PostCounters {
        if (notices < 0 || letters < 0) {
            throw new IllegalArgumentException("post: must be 0 or more, got " + notices + ", " + letters);
        }
    }

    @Override
    public Subject subject() {
        return Counting.POST;
    }
}
