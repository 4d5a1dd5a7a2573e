package orca.policies.assignment;

import orca.core.policy.AssignmentPlan;
import orca.core.policy.AssignmentPolicy;
import orca.core.policy.AssignmentView;
import orca.core.policy.Budget;

/**
 * Puts each unit where the most is left over.
 *
 * <p><b>Goals.</b> Spread the load: every unit has as much air around it as there is, and the loss of one host takes few units
 * with it. The price is that no host stays empty, and that large units find no room sooner.
 *
 * <p><b>Constraints.</b> A unit needs room on its host throughout the term that it really occupies, in every dimension, and the
 * holder's rules are kept. All units of a need are placed, or none is. Nothing that was placed is moved.
 *
 * <p><b>Algorithm.</b> As {@link BestFit}, with the sign turned: among the hosts with room, take the one on which the most is
 * left, as a sum of shares of its capacity. Where two of one capacity leave the same, the last by name is taken.
 *
 * <p><b>Cost.</b> As {@link BestFit}.
 *
 * <p><b>Example.</b> Hosts {@code a} and {@code b} have cpu 4 each, and {@code a} has a unit of cpu 1. A unit of cpu 2 would
 * leave 1/4 on {@code a} and 2/4 on {@code b}: it goes to {@code b}.
 *
 * <p><b>Source.</b> D. S. Johnson, Near-optimal bin packing algorithms, 1973, for one dimension.
 */
public final class WorstFit implements AssignmentPolicy {
    private static final Placing.Taste TASTE = new Placing.Taste(Placing.Way.EMPTIEST, true, Placing.USUAL_LOOK,
            (need, free, capacity, load) -> -Preference.left(free, capacity, load));

    @Override
    public String name() {
        return "worst-fit";
    }

    @Override
    public AssignmentPlan propose(AssignmentView view, Budget budget) {
        return Placing.plan(TASTE, view, budget);
    }
}
