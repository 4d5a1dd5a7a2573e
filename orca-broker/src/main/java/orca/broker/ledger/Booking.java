package orca.broker.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import orca.core.resource.Amounts;
import orca.core.time.Term;

/**
 * A load that stands in a holding's calendar.
 *
 * @param load units first, then the dimensions of the type
 * @param term when, turnaround included
 */
public record Booking(Amounts load, Term term) {
    /** The most bookings of one ticket: the one for itself, and what its older revisions had beyond it. */
    public static final int MOST = 16;

    public Booking {
        Objects.requireNonNull(load, "booking.load");
        Objects.requireNonNull(term, "booking.term");
    }

    /**
     * {@code next}, and whatever {@code before} has beyond it at any instant from {@code now} on. So the sum is never less than
     * either: an older revision may still be in use at its site until the authority says otherwise.
     */
    public static List<Booking> covering(List<Booking> before, Booking next, Instant now) {
        Instant from = Term.grain(now);
        TreeSet<Instant> cuts = new TreeSet<>(List.of(from));
        before.forEach(booking -> cut(cuts, booking.term));
        cut(cuts, next.term);
        List<Booking> all = new ArrayList<>(List.of(next));
        Instant start = from;
        for (Instant end : cuts.tailSet(from, false)) {
            Amounts rest = beyond(before, next, start);
            if (!rest.isZero()) {
                append(all, new Booking(rest, new Term(start, end)));
            }
            start = end;
        }
        return List.copyOf(all);
    }

    private static void cut(TreeSet<Instant> cuts, Term term) {
        cuts.add(term.start());
        cuts.add(term.end());
    }

    private static Amounts beyond(List<Booking> before, Booking next, Instant at) {
        long[] rest = new long[next.load.size()];
        for (Booking booking : before) {
            for (int d = 0; d < rest.length && booking.term.contains(at); d++) {
                rest[d] += booking.load.get(d);
            }
        }
        for (int d = 0; d < rest.length; d++) {
            rest[d] = Math.max(0, rest[d] - (next.term.contains(at) ? next.load.get(d) : 0));
        }
        return Amounts.of(rest);
    }

    private static void append(List<Booking> all, Booking more) {
        Booking last = all.get(all.size() - 1);
        if (all.size() > 1 && last.load.equals(more.load) && last.term.end().equals(more.term.start())) {
            all.set(all.size() - 1, new Booking(last.load, last.term.endingAt(more.term.end())));
        } else {
            all.add(more);
        }
    }
}
