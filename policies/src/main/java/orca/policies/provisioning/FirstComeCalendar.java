package orca.policies.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import orca.core.calendar.Calendar;
import orca.core.contract.Alternative;
import orca.core.contract.Refusal;
import orca.core.policy.Budget;
import orca.core.policy.ProvisioningPlan;
import orca.core.policy.ProvisioningPlan.Choice;
import orca.core.policy.ProvisioningPolicy;
import orca.core.policy.ProvisioningView;
import orca.core.policy.ProvisioningView.Bid;
import orca.core.policy.ProvisioningView.Source;
import orca.core.ticket.DelegationId;
import orca.core.ticket.Demand;
import orca.core.ticket.Ticket;
import orca.core.time.Term;

/**
 * First come, first served, by calendar.
 *
 * <p><b>Goals</b>, in this order: give who came first what it asked for; give it whole rather than in part; give it as early as
 * it may start; leave large stretches whole for others.
 *
 * <p><b>Constraints.</b> Never beyond a delegation's calendar, its term or its largest sliver; never outside the demand; a
 * ticket keeps its delegation and its start when it is extended or resized.
 *
 * <p><b>Algorithm.</b> The bids are taken in their order. For each, the first of these that some source can do:
 * <ol>
 *   <li>all units, at the term's start;
 *   <li>all units, at the earliest later start (<em>deferrable</em>, <em>deadline</em>);
 *   <li>as many units as possible, no fewer than the least, at the term's start (<em>elastic</em>);
 *   <li>the least units at the earliest later start, and as many more as fit there (all three flags together).
 * </ol>
 * So whole and late goes before in part and on time: within its window the whole wish is a whole wish. Among sources that can do
 * it equally early, the one with the least left over takes it (best fit), then the oldest. What is granted is booked before the
 * next bid is looked at. A later start is booked now and never moves. A deferrable bid that fits nowhere at present waits, for
 * somebody may give something back before its last start; the broker ends the waiting. It holds nobody up: a later bid may take
 * what it needs. Any other bid is refused, with the earliest start for all of it and the most units for the term as asked.
 *
 * <p><b>Example.</b> A delegation of 10 units, of which 6 are promised until 12:00; it is 10:00. Asked are
 * <pre>
 *   A: 8 units [10:00, 11:00)                             refused; 8 from 12:00, or 4 now
 *   B: 8 units [10:00, 11:00), elastic down to 3          4 units at 10:00
 *   C: 8 units [10:00, 11:00), deferrable until 13:00     8 units at 12:00; at 10:00 none are left after B anyway
 *   D: 8 units [10:00, 11:00), deferrable until 11:30     waits: nothing is free before 12:00, unless given back
 * </pre>
 *
 * <p>Looking at a bid costs a few searches in the calendar of each source. It remembers nothing.
 */
public final class FirstComeCalendar implements ProvisioningPolicy {
    /** How long ago a deferrable demand may have wanted to start and still be given that start: messages take their time. */
    public static final Duration JUST_NOW = Duration.ofSeconds(5);

    @Override
    public String name() {
        return "first-come";
    }

    @Override
    public ProvisioningPlan propose(ProvisioningView view, Budget budget) {
        return plan(view, budget, grantable -> Optional.empty());
    }

    /**
     * The plan for {@code view}.
     *
     * @param instead what to answer to a bid that could be granted, if not that; it is not booked then
     */
    static ProvisioningPlan plan(ProvisioningView view, Budget budget, Function<Bid, Optional<Choice>> instead) {
        Map<DelegationId, Source> left = new LinkedHashMap<>();
        view.sources().forEach(source -> left.put(source.delegation().id(), source));
        List<Choice> choices = new ArrayList<>();
        for (Bid bid : view.bids()) {
            if (budget.spent()) {
                break; // what is left out is asked again
            }
            List<Source> sources = sources(view, bid, left);
            Optional<Offer> best = best(sources, bid.demand(), bid.current(), view.now());
            Optional<Choice> other = best.isPresent() ? instead.apply(bid) : Optional.of(no(sources, bid, view.now()));
            if (other.isPresent()) {
                choices.add(other.get());
                continue;
            }
            Offer offer = best.get();
            left.put(offer.source.delegation().id(), offer.source.promising(bid.demand().sliver(), offer.units, offer.term));
            choices.add(new ProvisioningPlan.Grant(
                    bid.key(), offer.source.delegation().id(), offer.units, offer.term, why(bid.demand(), offer)));
        }
        return new ProvisioningPlan(choices, Optional.empty());
    }

    /** What {@code source} could promise. */
    private record Offer(Source source, long units, Term term) {}

    private static List<Source> sources(ProvisioningView view, Bid bid, Map<DelegationId, Source> left) {
        return view.sourcesFor(bid.demand()).stream()
                .map(source -> left.get(source.delegation().id()))
                .filter(source -> bid.current().isEmpty() || bid.current().get().delegation().equals(source.delegation().id()))
                .map(source -> bid.current().isEmpty() ? source : source.with(source.without(bid.current().get())))
                .toList();
    }

    private static Optional<Offer> best(List<Source> sources, Demand demand, Optional<Ticket> current, Instant now) {
        Instant start = firstStart(demand, current, now);
        boolean later = current.isEmpty() && demand.lastStart().isAfter(start);
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

    /** A deferrable demand whose start has passed starts no earlier than now; any other starts when it says. */
    private static Instant firstStart(Demand demand, Optional<Ticket> current, Instant now) {
        Instant start = demand.term().start();
        if (current.isPresent() || !demand.deferrable() || !start.isBefore(now.minus(JUST_NOW))) {
            return start;
        }
        Instant grain = Term.grain(now);
        return grain.equals(now) ? grain : grain.plusMillis(1);
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

    private static Choice no(List<Source> sources, Bid bid, Instant now) {
        Demand demand = bid.demand();
        if (sources.isEmpty()) {
            return new ProvisioningPlan.Refuse(bid.key(), Refusal.of(Refusal.Kind.UNKNOWN,
                    "no delegation that the broker holds offers type '" + demand.type() + "' as asked"));
        }
        boolean mayWait = bid.current().isEmpty() && demand.deferrable() && demand.lastStart().isAfter(now);
        if (mayWait && sources.stream().anyMatch(source -> couldEver(source, demand))) {
            return new ProvisioningPlan.Wait(bid.key(), Optional.empty(),
                    "nothing is free that it could start with until " + demand.lastStart());
        }
        Alternative alternative = ProvisioningView.alternative(sources, demand, now);
        String reason = demand.minUnits() + (demand.elastic() ? " or more" : "") + " units of '" + demand.type()
                + "' are not free throughout " + demand.term()
                + (demand.deferrable() ? ", nor starting until " + demand.lastStart() : "");
        return new ProvisioningPlan.Refuse(bid.key(), Refusal.insufficient(reason, alternative));
    }

    /** Whether it could be granted at its last start if nothing were promised to anybody. */
    private static boolean couldEver(Source source, Demand demand) {
        Source empty = source.with(Calendar.of(source.calendar().capacity(), source.calendar().window()));
        return empty.fits(demand.sliver(), demand.minUnits(), Term.of(demand.lastStart(), demand.term().length()));
    }
}
