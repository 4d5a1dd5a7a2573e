package orca.policies.assignment;

import java.util.List;
import java.util.Optional;
import orca.core.policy.AssignmentPlan;
import orca.core.policy.AssignmentPlan.Assign;
import orca.core.policy.AssignmentPlan.Choice;
import orca.core.policy.AssignmentPolicy;
import orca.core.policy.AssignmentView;
import orca.core.policy.AssignmentView.Need;
import orca.core.policy.Budget;
import orca.core.policy.PolicyState;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;

/**
 * Puts each unit where it breaks the least of what the usual units could still use.
 *
 * <p><b>Goals.</b> Keep free room usable: not little of it, but pieces into which the slivers fit that this site is usually asked
 * for.
 *
 * <p><b>Constraints.</b> A unit needs room on its host throughout the term that it really occupies, in every dimension, and the
 * holder's rules are kept. All units of a need are placed, or none is. Nothing that was placed is moved.
 *
 * <p><b>Algorithm.</b> The policy remembers the slivers it placed, each with a count (the {@link Mix}). What is free on a host
 * and of no use to a sliver is what remains after as many of it were put there as fit, as shares of the capacity, in the
 * dimensions that the sliver asks for; all that is free, if none fits. A host's fragmentation is the mean of that over the mix.
 * Among the hosts with room, the one whose fragmentation grows least by the unit (or shrinks most) is taken; of equal ones that
 * on which the least is left, then the first by name. Of each shape of hosts the fullest 64 (the setting {@code look}) are
 * compared. As long as nothing was placed yet, this is best-fit.
 *
 * <p><b>Cost.</b> O(s (log n + look m)) for each unit, for n hosts of s shapes and a mix of m slivers, at most {@link Mix#MOST}.
 *
 * <p><b>Example.</b> The mix is cpu 4 alone. Host {@code a} has 5 of cpu 8 free, host {@code b} has 8. A unit of cpu 1 leaves 4
 * on {@code a}, of which nothing is of no use where 1 was before: minus 1/8. On {@code b} it leaves 7, of which 3 are of no use
 * where none was: plus 3/8. It goes to {@code a}.
 *
 * <p><b>Source.</b> Q. Weng and others, Beware of Fragmentation: Scheduling GPU-Sharing Workloads with Fragmentation Gradient
 * Descent, USENIX ATC 2023. There a fragment is a part of a GPU; here it may be of any dimension.
 */
public final class LeastFragments implements AssignmentPolicy {
    private static final double BY_A_HAIR = 1e-9;

    private int look = Placing.USUAL_LOOK;

    @Override
    public String name() {
        return "least-fragments";
    }

    @Override
    public void configure(PropertyList settings) {
        look = Look.only(name(), settings, Placing.USUAL_LOOK);
    }

    @Override
    public AssignmentPlan propose(AssignmentView view, Budget budget) {
        Mix mix = Mix.of(view.state().filter(s -> s.policy().equals(name()) && s.version() == Mix.VERSION));
        Placing.Taste taste = new Placing.Taste(Placing.Way.FULLEST, false, look, (need, free, capacity, load) ->
                growth(mix.of(need), free, capacity, load) + BY_A_HAIR * Preference.left(free, capacity, load));
        AssignmentPlan plan = Placing.plan(taste, view, budget);
        List<Choice> choices = plan.choices();
        Mix next = mix;
        for (Need need : view.needs()) {
            boolean placed = choices.stream().anyMatch(c -> c instanceof Assign && c.key().equals(need.key()));
            next = placed ? next.seen(need) : next;
        }
        return plan.remembering(
                next == mix ? Optional.empty() : Optional.of(new PolicyState(name(), Mix.VERSION, next.text())));
    }

    private static double growth(List<Mix.Kind> mix, Amounts free, Amounts capacity, Amounts load) {
        double sum = 0;
        long all = 0;
        for (Mix.Kind kind : mix) {
            sum += kind.count() * (useless(kind.load(), free, load, capacity) - useless(kind.load(), free, null, capacity));
            all += kind.count();
        }
        return all == 0 ? 0 : sum / all;
    }

    /** What of {@code free}, without {@code taken}, is of no use to units of {@code one}. */
    private static double useless(Amounts one, Amounts free, Amounts taken, Amounts capacity) {
        long fit = Long.MAX_VALUE;
        for (int d = 0; d < one.size(); d++) {
            long left = free.get(d) - (taken == null ? 0 : taken.get(d));
            fit = one.get(d) == 0 ? fit : Math.min(fit, left / one.get(d));
        }
        double sum = 0;
        for (int d = 1; d < one.size(); d++) {
            long left = free.get(d) - (taken == null ? 0 : taken.get(d));
            sum += one.get(d) == 0 || capacity.get(d) == 0 ? 0 : (double) (left - fit * one.get(d)) / capacity.get(d);
        }
        return sum;
    }
}
