package orca.servicemanager.record;

import orca.core.contract.Subject;

/**
 * What ids are made from; never goes back.
 *
 * @param reservations how many were made so far
 * @param groups how many were made so far
 */
public record GuestCounters(long reservations, long groups) implements GuestRecord {
    public static final GuestCounters ZERO = new GuestCounters(0, 0);

    /** The one subject that counters are of. */
    public enum Counting implements Subject {
        ALL
    }

    public GuestCounters {
        if (reservations < 0 || groups < 0) {
            throw new IllegalArgumentException("counters: must be 0 or more, got " + reservations + ", " + groups);
        }
    }

    @Override
    public Subject subject() {
        return Counting.ALL;
    }
}
