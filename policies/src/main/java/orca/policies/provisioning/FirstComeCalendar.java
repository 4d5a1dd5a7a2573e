package orca.policies.provisioning;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import orca.core.policy.Budget;
import orca.core.policy.ProvisioningPlan;
import orca.core.policy.ProvisioningPlan.Choice;
import orca.core.policy.ProvisioningPolicy;
import orca.core.policy.ProvisioningView;
import orca.core.policy.ProvisioningView.Bid;

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
        Sheet sheet = new Sheet(view);
        List<Choice> choices = new ArrayList<>();
        for (Bid bid : view.bids()) {
            if (budget.spent()) {
                break; // what is left out is asked again
            }
            Optional<Sheet.Offer> best = sheet.best(bid);
            choices.add(best.isEmpty() ? sheet.no(bid) : instead.apply(bid).orElseGet(() -> sheet.grant(bid, best.get())));
        }
        return new ProvisioningPlan(choices, Optional.empty());
    }
}
