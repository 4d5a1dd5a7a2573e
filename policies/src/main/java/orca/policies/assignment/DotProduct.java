package orca.policies.assignment;

import orca.core.policy.AssignmentPlan;
import orca.core.policy.AssignmentPolicy;
import orca.core.policy.AssignmentView;
import orca.core.policy.Budget;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;

/**
 * Puts each unit where what it wants most is what there is most of.
 *
 * <p><b>Goals.</b> Use the dimensions of hosts evenly: a unit with much memory goes where memory is left rather than processors,
 * so that no host is stranded with plenty of the one and nothing of the other.
 *
 * <p><b>Constraints.</b> A unit needs room on its host throughout the term that it really occupies, in every dimension, and the
 * holder's rules are kept. All units of a need are placed, or none is. Nothing that was placed is moved.
 *
 * <p><b>Algorithm.</b> Demand and free room are written as shares of the host's capacity, one number for each dimension. Among
 * the hosts with room, the one with the largest dot product of the two is taken; the first by name, where two have the same.
 * Of each shape of hosts the emptiest 64 (the setting {@code look}) are compared.
 *
 * <p><b>Cost.</b> O(s (log n + look)) for each unit, for n hosts of s shapes.
 *
 * <p><b>Example.</b> Capacities are (cpu 8, memory 8). Host {@code a} has (6, 2) free, host {@code b} (3, 6). A unit of (2, 1)
 * scores 2*6 + 1*2 = 14 on {@code a} and 2*3 + 1*6 = 12 on {@code b} (over 64): it goes to {@code a}. A unit of (1, 2) scores 10
 * and 15: it goes to {@code b}.
 *
 * <p><b>Source.</b> R. Grandl, G. Ananthanarayanan, S. Kandula, S. Rao, A. Akella, Multi-resource packing for cluster schedulers
 * (Tetris), SIGCOMM 2014; R. Panigrahy, K. Talwar, L. Uyeda, U. Wieder, Heuristics for vector bin packing, 2011.
 */
public final class DotProduct implements AssignmentPolicy {
    private Placing.Taste taste = taste(Placing.USUAL_LOOK);

    private static Placing.Taste taste(int look) {
        return new Placing.Taste(Placing.Way.EMPTIEST, false, look,
                (need, free, capacity, load) -> -product(free, capacity, load));
    }

    private static double product(Amounts free, Amounts capacity, Amounts load) {
        double sum = 0;
        for (int d = 0; d < load.size(); d++) {
            double whole = capacity.get(d);
            sum += whole == 0 ? 0 : load.get(d) / whole * (free.get(d) / whole);
        }
        return sum;
    }

    @Override
    public String name() {
        return "dot-product";
    }

    @Override
    public void configure(PropertyList settings) {
        taste = taste(Look.only(name(), settings, Placing.USUAL_LOOK));
    }

    @Override
    public AssignmentPlan propose(AssignmentView view, Budget budget) {
        return Placing.plan(taste, view, budget);
    }
}
