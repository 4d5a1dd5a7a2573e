package orca.core.calendar;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import orca.core.resource.Amounts;
import orca.core.time.Term;

/**
 * Where in a calendar a load may begin, and how long the room lasts from there. A question about a calendar, kept apart from it
 * because it is asked by people who look around, not by those who book.
 */
public final class Openings {
    private Openings() {}

    /**
     * The first stretch that begins in {@code [notBefore, latestStart]}, lasts at least {@code length}, and has room for
     * {@code load} throughout. It ends where the room ends, or with the calendar's window.
     *
     * @throws IllegalArgumentException as {@link Calendar#search}
     */
    public static Optional<Term> first(
            Calendar calendar, Amounts load, Duration length, Instant notBefore, Instant latestStart) {
        Sweep sweep = calendar.sweep();
        Optional<Instant> start = calendar.search(sweep, load, length, notBefore, latestStart).start();
        return start.map(at -> new Term(at, end(calendar, load, at)));
    }

    /** The end of the room for {@code load} that there is at {@code start}. */
    private static Instant end(Calendar calendar, Amounts load, Instant start) {
        Sweep sweep = calendar.sweep();
        sweep.seek(start.toEpochMilli());
        long over = sweep.nextOver(calendar.capacity().minus(load).toArray());
        Instant window = calendar.window().end();
        return over >= window.toEpochMilli() ? window : Instant.ofEpochMilli(over);
    }
}
