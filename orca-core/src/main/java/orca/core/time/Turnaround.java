package orca.core.time;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * What a unit of some type still costs its host after the term's end: the calendar books {@code [start, end + total())}.
 *
 * @param setup lead that setup may take from the term's beginning; it is inside the term and not part of {@link #total}
 * @param teardown longest time that teardown takes
 * @param grace what the site lets a late holder have before teardown begins
 * @param skew how far the clocks of holder and site may differ
 */
public record Turnaround(Duration setup, Duration teardown, Duration grace, Duration skew) {
    /** The longest that each part may be. */
    public static final Duration LONGEST = Duration.ofDays(30);
    /** Legal only where the handler promises that a unit is clean at the instant its term ends. */
    public static final Turnaround NONE = new Turnaround(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    public Turnaround {
        check(setup, "setup");
        check(teardown, "teardown");
        check(grace, "grace");
        check(skew, "skew");
    }

    private static void check(Duration part, String name) {
        Objects.requireNonNull(part, name);
        if (part.isNegative() || part.compareTo(LONGEST) > 0 || part.getNano() % 1_000_000 != 0) {
            throw new IllegalArgumentException(
                    "turnaround." + name + ": must be whole milliseconds from 0 to " + LONGEST + ", got " + part);
        }
    }

    /** How long after a term's end its quantity stays booked. */
    public Duration total() {
        return teardown.plus(grace).plus(skew);
    }

    /** The instants that a lease for {@code term} really occupies. */
    public Term occupied(Term term) {
        Duration extra = total();
        return extra.isZero() ? term : term.endingAt(min(term.end().plus(extra), Term.LATEST));
    }

    private static Instant min(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }
}
