package orca.policies.provisioning;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import orca.core.calendar.Calendar;
import orca.core.policy.ProvisioningView.Bid;
import orca.core.policy.ProvisioningView.Source;
import orca.core.resource.Amounts;
import orca.core.ticket.Ticket;
import orca.core.time.Term;

/**
 * What a policy lets holders have at most, beside what is free: one calendar for all that share a bound, with what they have
 * in it. A {@link Sheet} fills it as it fills the calendars of the delegations.
 */
final class Bounds {
    private final Function<Bid, Optional<Bound>> whose;
    private final Map<String, Calendar> left = new LinkedHashMap<>();

    /**
     * One bound.
     *
     * @param key of those that share it
     * @param reason what is said of somebody whom it keeps from having more; begins with a space or a comma
     * @param calendar its capacity, and what those that share it have
     */
    record Bound(String key, String reason, Calendar calendar) {}

    /** @param whose the bound that a demand is under, the same for the same key; empty if it is under none */
    Bounds(Function<Bid, Optional<Bound>> whose) {
        this.whose = whose;
    }

    /** Nobody is bounded. */
    static Bounds none() {
        return new Bounds(bid -> Optional.empty());
    }

    Bounds copy() {
        Bounds copy = new Bounds(whose);
        copy.left.putAll(left);
        return copy;
    }

    private Optional<Bound> bound(Bid bid) {
        // Who wants no more than it has may have that, whatever it is.
        return whose.apply(bid).filter(bound -> bid.current().filter(ticket -> holds(ticket, bid)).isEmpty());
    }

    private static boolean holds(Ticket ticket, Bid bid) {
        return bid.demand().units() <= ticket.units() && bid.demand().sliver().fitsIn(ticket.sliver())
                && !bid.demand().term().end().isAfter(ticket.term().end());
    }

    private Calendar calendar(Bound bound) {
        return left.getOrDefault(bound.key(), bound.calendar());
    }

    /** What {@code bid} may have, and what those that share with it have, as if the ticket that it changes were not there. */
    Optional<Calendar> of(Bid bid, Source source) {
        return bound(bid).map(bound -> without(calendar(bound), bid, source));
    }

    private static Calendar without(Calendar calendar, Bid bid, Source source) {
        return bid.current().map(ticket -> calendar.release(ticket.sliver().load(ticket.units()),
                occupied(source, ticket.term()))).orElse(calendar);
    }

    private static Term occupied(Source source, Term term) {
        return source.delegation().type().turnaround().occupied(term);
    }

    void take(Bid bid, Sheet.Offer offer) {
        Amounts load = bid.demand().sliver().load(offer.units());
        bound(bid).ifPresent(bound -> left.put(bound.key(), without(calendar(bound), bid, offer.source())
                .commit(load, occupied(offer.source(), offer.term()))));
    }

    void drop(Bid bid, Sheet.Offer offer) {
        Amounts load = bid.demand().sliver().load(offer.units());
        bound(bid).ifPresent(bound -> left.put(bound.key(),
                calendar(bound).release(load, occupied(offer.source(), offer.term()))));
    }

    /** What is said of {@code bid} when its bound keeps it from what is free. */
    String says(Bid bid) {
        return bound(bid).map(Bound::reason).orElse("");
    }

    /** The sum of {@code calendars}, with room for anything. */
    static Calendar sum(List<Calendar> calendars, Amounts most) {
        Term always = new Term(Term.EARLIEST, Term.LATEST);
        Calendar sum = calendars.isEmpty() ? Calendar.of(most, always) : calendars.get(0).withCapacity(most, always);
        for (Calendar more : calendars.subList(Math.min(1, calendars.size()), calendars.size())) {
            for (Calendar.Step step : more.profile(always)) {
                sum = step.used().isZero() ? sum : sum.commit(step.used(), step.term());
            }
        }
        return sum;
    }
}
