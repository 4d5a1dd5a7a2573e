package orca.runtime.config;

import java.time.Duration;
import orca.authority.state.Retries;
import orca.wire.text.Default;

/**
 * How often a site tries again what a handler failed at.
 *
 * @param setup how often a setup or a change is tried, 1 to 1,000
 * @param teardown how often a teardown is tried before its unit is quarantined, 1 to 1,000
 * @param first how long after the first failure; twice as long after each further one, more than nothing
 * @param longest the longest time between two tries, from {@code first} to a day
 */
public record RetriesConfig(@Default("3") int setup, @Default("10") int teardown, @Default("1s") Duration first,
        @Default("1m") Duration longest) {
    /** When nothing is said. */
    public static final RetriesConfig USUAL = new RetriesConfig(Retries.USUAL.attempts(), Retries.USUAL.teardownAttempts(),
            Retries.USUAL.first(), Retries.USUAL.longest());

    public RetriesConfig {
        within("setup", setup);
        within("teardown", teardown);
        if (first.isNegative() || first.isZero()) {
            throw new IllegalArgumentException("first: must be more than 0");
        }
        if (longest.compareTo(first) < 0 || longest.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("longest: must be from 'first' to 1d");
        }
    }

    private static void within(String field, int value) {
        if (value < 1 || value > Retries.MOST_ATTEMPTS) {
            throw new IllegalArgumentException(field + ": must be from 1 to " + Retries.MOST_ATTEMPTS + ", got " + value);
        }
    }

    /** @param callLimit how long one call may take */
    public Retries with(Duration callLimit) {
        return new Retries(setup, teardown, first, longest, callLimit, Retries.USUAL.stopAgain());
    }
}
