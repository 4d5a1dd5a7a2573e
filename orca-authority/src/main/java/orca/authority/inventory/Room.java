package orca.authority.inventory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import orca.authority.state.Host;
import orca.authority.state.Site;
import orca.core.calendar.Calendar;
import orca.core.contract.Alternative;
import orca.core.resource.Amounts;
import orca.core.resource.ResourceType;
import orca.core.time.Term;

/** Says what could be had on the site's hosts instead of what could not. */
public final class Room {
    /** The most hosts that are looked at; with more, the answer may not be the best one. */
    public static final int MOST_HOSTS = 256;

    private final Site site;

    public Room(Site site) {
        this.site = site;
    }

    /**
     * The best alternative to {@code units} of {@code sliver} throughout {@code term}: how many there are, and from when all of
     * them are there for as long.
     *
     * @param now no alternative starts before
     */
    public Alternative alternative(ResourceType type, long units, Amounts sliver, Term term, Instant now) {
        List<Calendar> calendars = calendars(type);
        if (!type.measures(sliver)) {
            return new Alternative(Optional.empty(), 0);
        }
        Instant from = later(term.start(), Term.grain(now.plusNanos(999_999)));
        long most = term.endedAt(from) ? 0 : quantity(calendars, type, sliver, new Term(from, term.end()), units);
        return new Alternative(earliest(calendars, type, units, sliver, term, from), most);
    }

    private List<Calendar> calendars(ResourceType type) {
        List<Calendar> all = new ArrayList<>();
        for (Host host : site.hosts()) {
            if (host.image().takes() && host.image().type().equals(type.name()) && all.size() < MOST_HOSTS) {
                all.add(host.calendar());
            }
        }
        return all;
    }

    private static Optional<Instant> earliest(
            List<Calendar> calendars, ResourceType type, long units, Amounts sliver, Term term, Instant from) {
        Duration length = type.turnaround().occupied(term).length();
        Instant last = Term.LATEST.minus(length);
        TreeSet<Instant> starts = new TreeSet<>();
        for (Calendar calendar : calendars) {
            calendar.earliestStart(padded(sliver, calendar).load(1), length, from, last).ifPresent(starts::add);
        }
        for (Instant start : starts) {
            if (quantity(calendars, type, sliver, Term.of(start, term.length()), units) >= units) {
                return Optional.of(start);
            }
        }
        return Optional.empty();
    }

    private static long quantity(List<Calendar> calendars, ResourceType type, Amounts sliver, Term term, long most) {
        long sum = 0;
        for (Calendar calendar : calendars) {
            sum += calendar.largestQuantity(padded(sliver, calendar), type.turnaround().occupied(term), most - sum);
            if (sum >= most) {
                break;
            }
        }
        return sum;
    }

    /** With nothing asked of single pieces: where a host has such, there may be less room than is said here. */
    private static Amounts padded(Amounts sliver, Calendar calendar) {
        int size = calendar.capacity().size() - 1;
        return size == sliver.size() ? sliver : Amounts.of(Arrays.copyOf(sliver.toArray(), size));
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
