package orca.runtime.remote;

import java.time.Duration;

/**
 * How long to wait before saying again what was not taken: longer each time, and never all at the same instant, so that those
 * whom a peer sent away together do not come back together. The dice, a number from 0 to below 1, are the caller's.
 */
final class Patience {
    static final Duration FIRST = Duration.ofMillis(100);
    static final Duration LONGEST = Duration.ofSeconds(5);
    /** The longest that a peer is heeded: it may be wrong, or lie, and a contract may end meanwhile. */
    static final Duration LONGEST_HEEDED = Duration.ofSeconds(60);

    private Patience() {}

    /** What to wait at most after having waited {@code before} at most. */
    static Duration next(Duration before) {
        Duration twice = before.multipliedBy(2);
        return twice.compareTo(FIRST) < 0 ? FIRST : twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
    }

    /** From half of {@code most} to all of it. */
    static Duration within(Duration most, double dice) {
        return Duration.ofNanos((long) (most.toNanos() * (0.5 + dice / 2)));
    }

    /** What a peer asked for, and up to half as long again. */
    static Duration heeding(Duration asked, double dice) {
        Duration heeded = asked.compareTo(LONGEST_HEEDED) < 0 ? asked : LONGEST_HEEDED;
        return Duration.ofNanos((long) (heeded.toNanos() * (1 + dice / 2)));
    }
}
