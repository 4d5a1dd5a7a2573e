package orca.policies.assignment;

import orca.core.policy.AssignmentPlan;
import orca.core.policy.AssignmentPolicy;
import orca.core.policy.AssignmentView;
import orca.core.policy.Budget;

/**
 * Puts each unit on the first host, by name, that has room.
 *
 * <p><b>Goals.</b> Decide fast and predictably: the hosts at the front of the alphabet are filled first, those at the back stay
 * empty and may be switched off. Who names hosts orders them.
 *
 * <p><b>Constraints.</b> A unit needs room on its host throughout the term that it really occupies, in every dimension, and the
 * holder's rules are kept. All units of a need are placed, or none is. Nothing that was placed is moved.
 *
 * <p><b>Algorithm.</b> For each need, oldest first, and for each of its units: the first host by name that has room. Where the
 * holder prefers something (see the page of rules), the first that keeps the most of it among the first 64 with room.
 *
 * <p><b>Cost.</b> O(log n) for each unit, for n hosts, if the term has begun: whole ranges of hosts without room are passed by.
 * For a term that begins later, hosts are asked one after another.
 *
 * <p><b>Example.</b> Hosts {@code a} and {@code b} have cpu 4 each. Units of cpu 3, 2 and 1 go to {@code a}, {@code b} and
 * {@code a}.
 *
 * <p><b>Source.</b> D. S. Johnson, Near-optimal bin packing algorithms, 1973, for one dimension.
 */
public final class FirstFit implements AssignmentPolicy {
    private static final Placing.Taste TASTE =
            new Placing.Taste(Placing.Way.FIRST, true, Placing.USUAL_LOOK, (need, free, capacity, load) -> 0);

    @Override
    public String name() {
        return "first-fit";
    }

    @Override
    public AssignmentPlan propose(AssignmentView view, Budget budget) {
        return Placing.plan(TASTE, view, budget);
    }
}
