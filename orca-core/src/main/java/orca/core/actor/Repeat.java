package orca.core.actor;

import java.time.Duration;
import java.util.Objects;

/**
 * When a message is sent again that has not been answered: after {@code first}, then after twice that, and so on.
 *
 * @param first until the first repeat; more than nothing
 * @param longest between two repeats; not less than {@code first}
 */
public record Repeat(Duration first, Duration longest) {
    /** A second at first, half a minute at the most. */
    public static final Repeat USUAL = new Repeat(Duration.ofSeconds(1), Duration.ofSeconds(30));

    public Repeat {
        Objects.requireNonNull(first, "repeat.first");
        Objects.requireNonNull(longest, "repeat.longest");
        if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("repeat: must be 0 < first <= longest, got " + first + ", " + longest);
        }
    }

    /** How long to wait after the {@code sent}-th sending, counted from 1. */
    public Duration after(int sent) {
        Duration wait = first;
        for (int i = 1; i < sent && wait.compareTo(longest) < 0; i++) {
            wait = wait.multipliedBy(2);
        }
        return wait.compareTo(longest) < 0 ? wait : longest;
    }
}
