package orca.policies.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import orca.core.policy.Budget;
import orca.core.policy.ProvisioningPlan;
import orca.core.policy.ProvisioningPlan.Choice;
import orca.core.policy.ProvisioningPolicy;
import orca.core.policy.ProvisioningView;
import orca.core.policy.ProvisioningView.Bid;
import orca.core.resource.PropertyList;
import orca.core.ticket.Demand;
import orca.policies.settings.Given;

/**
 * First come, first served, but an operator is asked before anybody gets much.
 *
 * <p><b>Goals.</b> Small and short demands are granted by themselves; a large or long one waits for a person's yes. Nobody is
 * asked about what cannot be granted anyway.
 *
 * <p><b>Constraints.</b> Those of {@link FirstComeCalendar}, which decides everything else.
 *
 * <p><b>Settings.</b>
 * <ul>
 *   <li>{@code units-above}: a whole number; ask about more units than that (16)
 *   <li>{@code longer-than}: a length of time; ask about terms longer than that (7 days)
 *   <li>{@code answer-within}: a length of time of at most 7 days; how long the operator has (1 day), but never longer than the
 *       demand could still be granted
 * </ul>
 *
 * <p><b>Algorithm.</b> The bids are taken in their order, as first-come takes them. One that could be granted, is large or long
 * and has no operator's yes becomes a question. Nothing is booked for it meanwhile: after the yes it is looked at again, at its
 * old place in the line, and what was free may be gone. A changed demand is asked about anew, by its units and its whole term.
 *
 * <p><b>Example.</b> {@code units-above: 4}, and 6 are free. Of A: 1 unit, B: 5 units, C: 5 units, A is granted; B and C become
 * questions, for each alone would fit. The operator says yes to C first: C gets what it asked for. Then yes to B: it is refused,
 * with the alternative.
 */
public final class AskFirst implements ProvisioningPolicy {
    /** The longest that an operator may be given. */
    public static final Duration LONGEST_ANSWER = Duration.ofDays(7);

    private static final Duration LONGEST_TERM = Duration.ofDays(3650);
    private static final List<String> KNOWN = List.of("units-above", "longer-than", "answer-within");

    private long unitsAbove = 16;
    private Duration longerThan = Duration.ofDays(7);
    private Duration answerWithin = Duration.ofDays(1);

    @Override
    public String name() {
        return "ask-first";
    }

    @Override
    public void configure(PropertyList settings) {
        Given given = new Given(name(), settings);
        given.only(KNOWN);
        unitsAbove = given.whole("units-above", 0, Demand.MOST_UNITS, Optional.of(unitsAbove));
        longerThan = given.span("longer-than", longerThan, Duration.ofMillis(1), LONGEST_TERM);
        answerWithin = given.span("answer-within", answerWithin, Duration.ofMillis(1), LONGEST_ANSWER);
    }

    @Override
    public ProvisioningPlan propose(ProvisioningView view, Budget budget) {
        return FirstComeCalendar.plan(view, budget, bid -> question(bid, view.now()));
    }

    private Optional<Choice> question(Bid bid, Instant now) {
        Demand demand = bid.demand();
        boolean large = demand.units() > unitsAbove;
        boolean lengthy = demand.term().length().compareTo(longerThan) > 0;
        if (bid.approved() || !large && !lengthy) {
            return Optional.empty();
        }
        Instant useful = demand.lastStart().plus(demand.term().length());
        Instant usual = now.plus(answerWithin);
        String reason = large
                ? demand.units() + " units are more than " + unitsAbove
                : "a term of " + demand.term().length() + " is longer than " + longerThan;
        return Optional.of(new ProvisioningPlan.AskOperator(bid.key(), useful.isBefore(usual) ? useful : usual, reason));
    }
}
