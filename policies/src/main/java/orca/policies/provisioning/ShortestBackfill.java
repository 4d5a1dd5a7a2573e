package orca.policies.provisioning;

import java.util.Comparator;
import orca.core.policy.Budget;
import orca.core.policy.ProvisioningPlan;
import orca.core.policy.ProvisioningPolicy;
import orca.core.policy.ProvisioningView;

/**
 * EASY backfilling, the shortest first.
 *
 * <p><b>Goals.</b> As {@link EasyBackfill}; and among those who may go before their turn, let those go who take least time, so
 * that the mean slowdown is small.
 *
 * <p><b>Constraints.</b> As of all lines: see {@link Line}. The length is what is asked for: who asks for less goes earlier,
 * and is held to it, for a term ends when it ends.
 *
 * <p><b>Algorithm</b> (Tsafrir, Etsion and Feitelson, "Backfilling using system-generated predictions", 2007). As EASY, but those
 * behind the head are tried by their length; equally long ones as they came.
 *
 * <p>A round costs what EASY's costs. It remembers nothing.
 */
public final class ShortestBackfill implements ProvisioningPolicy {
    @Override
    public String name() {
        return "sjbf";
    }

    @Override
    public ProvisioningPlan propose(ProvisioningView view, Budget budget) {
        return Line.plan(view, budget, new Backfill(Comparator.comparing(bid -> bid.demand().term().length())));
    }
}
