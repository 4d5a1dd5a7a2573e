package orca.core.calendar;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import orca.core.contract.Principal;
import orca.core.resource.Amounts;
import orca.core.time.Term;

/**
 * What each of several holders has of one thing over time, a calendar for each. A value, as {@link Calendar} is: a change makes
 * another one that shares nearly all with this one, so it can be shown while its owner goes on. The capacity of these
 * calendars means nothing; how much there is stands in the calendar of the whole, and so does how far back anybody remembers:
 * that horizon is given with each call.
 *
 * <p><b>Cost</b>, besides what the calendar of one holder costs: a 64th of the number of holders for each change.
 */
public final class Holders {
    private static final int PARTS = 64;
    private static final Term ALWAYS = new Term(Term.EARLIEST, Term.LATEST);

    /** Nobody has anything. */
    public static final Holders NONE = new Holders(Collections.nCopies(PARTS, new TreeMap<>()));

    /** Few enough to be copied at each change, many enough that each is small; none is ever changed. */
    private final List<TreeMap<Principal, Calendar>> parts;

    private Holders(List<TreeMap<Principal, Calendar>> parts) {
        this.parts = parts;
    }

    /** What {@code holder} has; empty if nothing. */
    public Optional<Calendar> of(Principal holder, Instant horizon) {
        return Optional.ofNullable(parts.get(part(holder)).get(holder)).map(calendar -> calendar.forgetBefore(horizon));
    }

    /** Who has something, or had not long ago. */
    public Stream<Principal> all() {
        return parts.stream().map(TreeMap::keySet).flatMap(Collection::stream);
    }

    /** With {@code load} for {@code holder} throughout {@code term} as well; what ended before the horizon changes nothing. */
    public Holders commit(Principal holder, Amounts load, Term term, Instant horizon) {
        if (!term.end().isAfter(horizon)) {
            return this;
        }
        Calendar before = of(holder, horizon).orElseGet(() -> nothing(load).forgetBefore(horizon));
        return with(holder, before.commit(load, term));
    }

    /** The inverse of a {@link #commit}. */
    public Holders release(Principal holder, Amounts load, Term term, Instant horizon) {
        return of(holder, horizon).map(before -> with(holder, before.release(load, term))).orElse(this);
    }

    private static Calendar nothing(Amounts load) {
        long[] most = new long[load.size()];
        Arrays.fill(most, Amounts.MOST);
        return Calendar.of(Amounts.of(most), ALWAYS);
    }

    private Holders with(Principal holder, Calendar calendar) {
        TreeMap<Principal, Calendar> part = new TreeMap<>(parts.get(part(holder)));
        if (calendar.size() == 0) {
            part.remove(holder); // every booking has an end, so there is none
        } else {
            part.put(holder, calendar);
        }
        List<TreeMap<Principal, Calendar>> all = new ArrayList<>(parts);
        all.set(part(holder), part);
        return new Holders(Collections.unmodifiableList(all));
    }

    private static int part(Principal holder) {
        return Math.floorMod(holder.value().hashCode(), PARTS);
    }

    /** Whether both say the same of everybody from {@code horizon} on. */
    public boolean agrees(Holders other, Instant horizon) {
        return Stream.concat(all(), other.all()).allMatch(holder ->
                of(holder, horizon).filter(c -> c.size() > 0).equals(other.of(holder, horizon).filter(c -> c.size() > 0)));
    }
}
