package orca.policies.provisioning;

import orca.core.policy.Budget;
import orca.core.policy.ProvisioningPlan;
import orca.core.policy.ProvisioningPolicy;
import orca.core.policy.ProvisioningView;

/**
 * EASY backfilling: a line in which those who fit beside the head may go first.
 *
 * <p><b>Goals.</b> Keep nothing idle that somebody could use, and delay the head of the line by nothing.
 *
 * <p><b>Constraints.</b> As of all lines: see {@link Line}.
 *
 * <p><b>Algorithm</b> (Lifka 1995; Mu'alem and Feitelson, "Utilization, predictability, workloads, and user runtime estimates",
 * 2001). Those at the front start as long as they can. The first that cannot is the head, and holds the place at its earliest
 * start. The others start, in the order in which they came, wherever they fit at once beside what is promised and that place.
 *
 * <p><b>Example.</b> Of 10 units 6 are in use until 12:00; it is 10:00. A wants 8 for an hour, B 2 for five, C 2 for two, D 2 for
 * one. A is the head and holds 8 from 12:00 to 13:00. B starts: 4 are free now, and 2 beside A. C starts: it is over when A
 * begins. D waits: nothing is free now. It may expect 13:00.
 *
 * <p>A round costs some searches in the calendar for each demand in the line. It remembers nothing.
 */
public final class EasyBackfill implements ProvisioningPolicy {
    @Override
    public String name() {
        return "easy";
    }

    @Override
    public ProvisioningPlan propose(ProvisioningView view, Budget budget) {
        return Line.plan(view, budget, new Backfill((a, b) -> 0));
    }
}
