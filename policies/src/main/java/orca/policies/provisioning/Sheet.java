package orca.policies.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.calendar.Calendar;
import orca.core.contract.Alternative;
import orca.core.contract.Refusal;
import orca.core.policy.ProvisioningPlan;
import orca.core.policy.ProvisioningPlan.Choice;
import orca.core.policy.ProvisioningView;
import orca.core.policy.ProvisioningView.Bid;
import orca.core.policy.ProvisioningView.Source;
import orca.core.ticket.DelegationId;
import orca.core.ticket.Demand;
import orca.core.time.Term;

/**
 * The calendars of a view as one plan fills them, and what a bid could have beside what the plan has given away already. What is
 * best for a bid is said here, once for all policies: the whole at the term's start; the whole at the earliest later start; as
 * much as possible at the term's start; the least at the earliest later start, and as many more as fit there.
 */
final class Sheet {
    /** How long ago a deferrable demand may have wanted to start and still be given that start: messages take their time. */
    static final Duration JUST_NOW = Duration.ofSeconds(5);

    private final ProvisioningView view;
    private final Instant soonest;
    private final Map<DelegationId, Source> left = new LinkedHashMap<>();
    private final Bounds bounds;

    Sheet(ProvisioningView view) {
        this(view, Bounds.none());
    }

    /** @param bounds what the policy lets somebody have at most; it is filled with the sheet */
    Sheet(ProvisioningView view, Bounds bounds) {
        this.view = view;
        this.bounds = bounds;
        Instant grain = Term.grain(view.now());
        this.soonest = grain.equals(view.now()) ? grain : grain.plusMillis(1);
        view.sources().forEach(source -> left.put(source.delegation().id(), source));
    }

    private Sheet(Sheet other) {
        this.view = other.view;
        this.soonest = other.soonest;
        this.bounds = other.bounds.copy();
        this.left.putAll(other.left);
    }

    /** Another sheet that is filled as this one is, to try something on. */
    Sheet copy() {
        return new Sheet(this);
    }

    /** What {@code source} could promise. */
    record Offer(Source source, long units, Term term) {}

    /** The first instant that is not over. */
    Instant soonest() {
        return soonest;
    }

    /** What {@code bid} may be drawn from, as if the ticket that it changes were not there. */
    List<Source> sources(Bid bid) {
        return unbounded(bid).stream().map(source -> source.within(bounds.of(bid, source))).toList();
    }

    private List<Source> unbounded(Bid bid) {
        return view.sourcesFor(bid.demand()).stream()
                .map(source -> left.get(source.delegation().id()))
                .filter(source -> bid.current().isEmpty() || bid.current().get().delegation().equals(source.delegation().id()))
                .map(source -> source.without(bid))
                .toList();
    }

    /** The best that {@code bid} could have; empty if nothing. */
    Optional<Offer> best(Bid bid) {
        return best(sources(bid), bid);
    }

    private Optional<Offer> best(List<Source> sources, Bid bid) {
        Demand demand = bid.demand();
        Instant start = firstStart(bid);
        boolean later = bid.current().isEmpty() && demand.lastStart().isAfter(start);
        Term term = Term.of(start, demand.term().length());
        if (start.isAfter(demand.lastStart())) {
            return Optional.empty();
        }
        return at(sources, demand, demand.units(), term)
                .or(() -> later ? earliest(sources, demand, demand.units(), start) : Optional.empty())
                .or(() -> demand.elastic() ? largest(sources, demand, term) : Optional.empty())
                .or(() -> demand.elastic() && later
                        ? earliest(sources, demand, demand.minUnits(), start).flatMap(o -> largest(List.of(o.source),
                                demand, o.term))
                        : Optional.empty());
    }

    /** All that {@code bid} asks for from {@code start} on; empty if it is not free. */
    Optional<Offer> at(Bid bid, Instant start) {
        return at(sources(bid), bid.demand(), bid.demand().units(), Term.of(start, bid.demand().term().length()));
    }

    /** What {@code bid} could have if it started as early as it may; all of it, or nothing. */
    Optional<Offer> atOnce(Bid bid) {
        return at(bid, firstStart(bid));
    }

    /**
     * A deferrable demand whose start has passed starts no earlier than now, or when it says if it only just came; any other
     * starts when it says.
     */
    Instant firstStart(Bid bid) {
        Demand demand = bid.demand();
        Instant start = demand.term().start();
        boolean fresh = bid.told().isEmpty() && !start.isBefore(view.now().minus(JUST_NOW));
        return bid.current().isPresent() || !demand.deferrable() || fresh || !start.isBefore(soonest) ? start : soonest;
    }

    /** Books {@code offer} for {@code bid}: nobody else is offered that any more. */
    void take(Bid bid, Offer offer) {
        bounds.take(bid, offer);
        left.put(offer.source.delegation().id(), offer.source.within(Optional.empty())
                .promising(bid.demand().sliver(), offer.units, offer.term));
    }

    /** Gives back what was taken for {@code bid}. */
    void drop(Bid bid, Offer offer) {
        Source source = left.get(offer.source.delegation().id());
        bounds.drop(bid, offer);
        left.put(source.delegation().id(), source.dropping(offer.source, bid.demand().sliver(), offer.units, offer.term));
    }

    /** Books and grants {@code offer}. */
    Choice grant(Bid bid, Offer offer) {
        take(bid, offer);
        return new ProvisioningPlan.Grant(
                bid.key(), offer.source.delegation().id(), offer.units, offer.term, why(bid.demand(), offer));
    }

    private static Optional<Offer> at(List<Source> sources, Demand demand, long units, Term term) {
        return sources.stream().filter(source -> source.fits(demand.sliver(), units, term))
                .min(Comparator.comparingLong(source -> source.most(demand.sliver(), Demand.MOST_UNITS, term)))
                .map(source -> new Offer(source, units, term));
    }

    private static Optional<Offer> earliest(List<Source> sources, Demand demand, long units, Instant from) {
        Duration length = demand.term().length();
        Optional<Instant> start = sources.stream()
                .map(source -> source.earliestStart(demand.sliver(), units, length, from, demand.lastStart()))
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder());
        return start.flatMap(at -> at(sources, demand, units, Term.of(at, length)));
    }

    private static Optional<Offer> largest(List<Source> sources, Demand demand, Term term) {
        return sources.stream()
                .map(source -> new Offer(source, source.most(demand.sliver(), demand.units(), term), term))
                .filter(offer -> offer.units >= demand.minUnits())
                // The first of the largest: max() would take the last.
                .reduce((a, b) -> b.units > a.units ? b : a);
    }

    private static String why(Demand demand, Offer offer) {
        boolean fewer = offer.units < demand.units();
        boolean later = !offer.term.start().equals(demand.term().start());
        if (!fewer && !later) {
            return "";
        }
        return fewer && later ? "the earliest that the least would fit" : fewer ? "no more are free then"
                : "the earliest that all are free";
    }

    /** The answer to a bid that has no offer: it waits, if it may and something could still be given back, or it is refused. */
    Choice no(Bid bid) {
        Demand demand = bid.demand();
        boolean mayWait = bid.current().isEmpty() && demand.deferrable() && demand.lastStart().isAfter(view.now());
        if (mayWait && couldEver(bid)) {
            return new ProvisioningPlan.Wait(bid.key(), Optional.empty(),
                    "nothing is free that it could start with until " + demand.lastStart());
        }
        return refuse(bid);
    }

    /** A refusal that says what there would be instead. */
    Choice refuse(Bid bid) {
        Demand demand = bid.demand();
        List<Source> sources = sources(bid);
        if (sources.isEmpty()) {
            return new ProvisioningPlan.Refuse(bid.key(), Refusal.of(Refusal.Kind.UNKNOWN,
                    "no delegation that the broker holds offers type '" + demand.type() + "' as asked"));
        }
        Alternative alternative = ProvisioningView.alternative(sources, demand, view.now());
        String reason = demand.minUnits() + (demand.elastic() ? " or more" : "") + " units of '" + demand.type()
                + "' are not free throughout " + demand.term()
                + (demand.deferrable() ? ", nor starting until " + demand.lastStart() : "")
                + (best(bid).isEmpty() && best(unbounded(bid), bid).isPresent() ? bounds.says(bid) : "");
        return new ProvisioningPlan.Refuse(bid.key(), Refusal.insufficient(reason, alternative));
    }

    /** Whether it could be granted at its last start if nothing were promised to anybody. */
    boolean couldEver(Bid bid) {
        Demand demand = bid.demand();
        return sources(bid).stream().anyMatch(source -> couldEver(source, demand));
    }

    private static boolean couldEver(Source source, Demand demand) {
        Source empty = source.with(Calendar.of(source.calendar().capacity(), source.calendar().window()));
        Instant end = source.delegation().term().end().minus(demand.term().length());
        Instant start = demand.lastStart().isBefore(end) ? demand.lastStart() : end;
        return !start.isBefore(demand.term().start())
                && empty.fits(demand.sliver(), demand.minUnits(), Term.of(start, demand.term().length()));
    }
}
