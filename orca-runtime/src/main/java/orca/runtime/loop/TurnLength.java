package orca.runtime.loop;

import java.time.Duration;

/**
 * How many events the loop takes at once: as many as it can look at and make durable in {@link #AIM}, going by the last turns.
 * More at once would save commits, and would let what is urgent wait behind what is not: what was taken stands in no lane.
 *
 * <p>For one thread at a time.
 */
final class TurnLength {
    static final Duration AIM = Duration.ofMillis(20);
    /** The fewest, so that one slow commit does not make the next turns short. */
    static final int FEWEST = 64;
    /** How much the last turn says against those before it. */
    private static final double WEIGHT = 0.3;

    private final int most;
    private double nanosEach = 1;

    /** @param most never more than so many */
    TurnLength(int most) {
        this.most = most;
    }

    /** How many to take. */
    int next() {
        return Math.min(most, Math.max(FEWEST, (int) Math.min(most, AIM.toNanos() / nanosEach)));
    }

    /** A turn looked at so many events; those that were few say little about what many cost. */
    void took(int events, long nanos) {
        if (events >= Math.min(FEWEST, most)) {
            nanosEach = nanosEach * (1 - WEIGHT) + WEIGHT * Math.max(1, (double) nanos / events);
        }
    }
}
