package orca.core.calendar;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import orca.core.resource.Amounts;
import orca.core.time.Term;

/**
 * What a calendar should answer, found the slow way: one vector per millisecond, and every question a loop over them. It has
 * no boundaries, no tree and no arithmetic in common with the real one. All instants lie within a few thousand milliseconds.
 */
final class TickLedger {
    static final Instant ZERO = Instant.parse("2030-01-01T00:00:00Z");

    private final int dims;
    private final long[][] used;
    long[] capacity;
    Term window;
    /** The first tick that is still remembered. */
    int horizon;

    TickLedger(int ticks, Amounts capacity, Term window) {
        this.dims = capacity.size();
        // One more than is ever used, so that usage is seen to end.
        this.used = new long[ticks + 1][dims];
        this.capacity = capacity.toArray();
        this.window = window;
    }

    static Instant at(long tick) {
        return ZERO.plusMillis(tick);
    }

    static Term term(long from, long until) {
        return new Term(at(from), at(until));
    }

    private static int tick(Instant instant) {
        return Math.toIntExact(Duration.between(ZERO, instant).toMillis());
    }

    private int from(Term term) {
        return Math.max(horizon, tick(term.start()));
    }

    void add(Amounts load, Term term, int sign) {
        for (int t = from(term); t < tick(term.end()); t++) {
            for (int d = 0; d < dims; d++) {
                used[t][d] += sign * load.get(d);
            }
        }
    }

    void forget(int tick) {
        horizon = Math.max(horizon, tick);
    }

    private boolean room(Amounts load, int tick) {
        for (int d = 0; d < dims; d++) {
            if (used[tick][d] + load.get(d) > capacity[d]) {
                return false;
            }
        }
        return true;
    }

    boolean fits(Amounts load, Term term) {
        boolean fits = bookable(term);
        for (int t = from(term); fits && t < tick(term.end()); t++) {
            fits = room(load, t);
        }
        return fits;
    }

    private boolean bookable(Term term) {
        return window.contains(term) && tick(term.end()) > horizon;
    }

    boolean covers(Amounts load, Term term) {
        for (int t = from(term); t < tick(term.end()); t++) {
            for (int d = 0; d < dims; d++) {
                if (used[t][d] < load.get(d)) {
                    return false;
                }
            }
        }
        return true;
    }

    Amounts peak(Term term) {
        long[] peak = new long[dims];
        for (int t = from(term); t < tick(term.end()); t++) {
            for (int d = 0; d < dims; d++) {
                peak[d] = Math.max(peak[d], used[t][d]);
            }
        }
        return Amounts.of(peak);
    }

    Amounts free(Term term) {
        if (!bookable(term)) {
            return Amounts.zero(dims);
        }
        long[] free = peak(term).toArray();
        for (int d = 0; d < dims; d++) {
            free[d] = Math.max(0, capacity[d] - free[d]);
        }
        return Amounts.of(free);
    }

    long largestQuantity(Amounts sliver, Term term, long atMost) {
        long units = 0;
        while (units < atMost && fits(sliver.load(units + 1), term)) {
            units++;
        }
        return units;
    }

    /** Tries every millisecond. */
    Optional<Instant> earliestStart(Amounts load, int length, int notBefore, int latestStart) {
        for (int s = Math.max(notBefore, horizon); s <= latestStart && s + length <= used.length; s++) {
            if (fits(load, term(s, s + length))) {
                return Optional.of(at(s));
            }
        }
        return Optional.empty();
    }

    /** Counts the runs of milliseconds with room that begin in the range and are too short, up to the first long enough. */
    long gapsSkipped(Amounts load, int length, int notBefore, int latestStart) {
        long skipped = 0;
        int last = Math.min(latestStart, tick(window.end()) - length);
        for (int s = Math.max(Math.max(notBefore, horizon), tick(window.start())); s <= last; ) {
            int end = s;
            while (end < used.length && room(load, end)) {
                end++;
            }
            if (end - s >= length) {
                return skipped;
            }
            skipped += end > s ? 1 : 0;
            s = end + 1;
        }
        return skipped;
    }

    List<Calendar.Step> profile(Term term) {
        List<Calendar.Step> steps = new ArrayList<>();
        int start = from(term);
        for (int t = start + 1; t <= tick(term.end()); t++) {
            if (t == tick(term.end()) || !Amounts.of(used[t]).equals(Amounts.of(used[start]))) {
                steps.add(new Calendar.Step(term(start, t), Amounts.of(used[start])));
                start = t;
            }
        }
        return steps;
    }

    /** The instants after the horizon at which usage changes. */
    int boundaries() {
        int count = 0;
        for (int t = horizon + 1; t < used.length; t++) {
            count += Amounts.of(used[t]).equals(Amounts.of(used[t - 1])) ? 0 : 1;
        }
        return count;
    }
}
