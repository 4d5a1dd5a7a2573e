package orca.authority.state;

import java.time.Duration;
import java.util.Objects;

/**
 * How patient a site is with handlers.
 *
 * @param attempts how often a setup or modify is tried, 1 to {@link #MOST_ATTEMPTS}
 * @param teardownAttempts how often a teardown is tried before its unit is quarantined, 1 to {@link #MOST_ATTEMPTS}
 * @param first how long after a first failure; more than nothing
 * @param longest the longest time between two tries; not less than {@code first}, at most a day
 * @param callLimit how long one call may take; more than nothing, at most 30 days
 * @param stopAgain how long to wait for a call to end before it is told again; more than nothing, at most a day
 */
public record Retries(
        int attempts, int teardownAttempts, Duration first, Duration longest, Duration callLimit, Duration stopAgain) {
    /** The largest number of attempts. */
    public static final int MOST_ATTEMPTS = 1_000;
    /** For handlers that make virtual machines or less. */
    public static final Retries USUAL = new Retries(
            3, 10, Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofMinutes(10), Duration.ofSeconds(30));

    public Retries {
        check(attempts, "attempts");
        check(teardownAttempts, "teardownAttempts");
        check(first, "first", Duration.ofDays(1));
        check(longest, "longest", Duration.ofDays(1));
        check(callLimit, "callLimit", Duration.ofDays(30));
        check(stopAgain, "stopAgain", Duration.ofDays(1));
        if (longest.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "retries.longest: must not be less than retries.first (" + first + "), got " + longest);
        }
    }

    private static void check(int value, String name) {
        if (value < 1 || value > MOST_ATTEMPTS) {
            throw new IllegalArgumentException("retries." + name + ": must be from 1 to " + MOST_ATTEMPTS + ", got " + value);
        }
    }

    private static void check(Duration value, String name, Duration most) {
        Objects.requireNonNull(value, "retries." + name);
        if (value.isNegative() || value.isZero() || value.compareTo(most) > 0) {
            throw new IllegalArgumentException("retries." + name + ": must be more than 0 and at most " + most + ", got "
                    + value);
        }
    }

    /** How long to wait after the {@code failures}-th failure in a row, counted from 1. */
    public Duration after(int failures) {
        Duration wait = first;
        for (int i = 1; i < failures && wait.compareTo(longest) < 0; i++) {
            wait = wait.multipliedBy(2);
        }
        return wait.compareTo(longest) < 0 ? wait : longest;
    }
}
