package orca.policies.provisioning;

import java.util.List;
import java.util.Optional;
import orca.core.policy.Budget;
import orca.core.policy.ProvisioningPlan;
import orca.core.policy.ProvisioningPolicy;
import orca.core.policy.ProvisioningView;
import orca.core.policy.ProvisioningView.Bid;

/**
 * First come, first served, in a strict line.
 *
 * <p><b>Goals.</b> Nobody who may wait starts before somebody who came earlier.
 *
 * <p><b>Constraints.</b> As of all lines: see {@link Line}.
 *
 * <p><b>Algorithm.</b> Those at the front of the line start as long as they can. The first that cannot is the head: it is told
 * when it can by what is promised now, and its place is held against whoever cannot wait. Nobody behind it is looked at.
 *
 * <p><b>Example.</b> Of 10 units 6 are in use until 12:00. A wants 8, B wants 2, both for an hour. A waits for 12:00; B waits
 * for A, though two units are idle. See {@link EasyBackfill} for a line that moves then.
 *
 * <p>A round costs a few searches in the calendar, however long the line is. It remembers nothing.
 */
public final class StrictLine implements ProvisioningPolicy {
    @Override
    public String name() {
        return "fcfs";
    }

    @Override
    public ProvisioningPlan propose(ProvisioningView view, Budget budget) {
        return Line.plan(view, budget, StrictLine::move);
    }

    private static void move(Line line, List<Bid> waiting) {
        boolean blocked = false;
        for (Bid bid : waiting) {
            if (line.spent()) {
                return;
            }
            if (blocked) {
                if (bid.told().isPresent()) {
                    continue;
                }
                line.expect(bid, Optional.empty(), "it stands in line");
                continue;
            }
            Optional<Sheet.Offer> offer = line.sheet().best(bid);
            if (offer.filter(line::startsNow).isPresent()) {
                line.start(bid, offer.get());
            } else if (offer.isPresent()) {
                line.hold(bid, offer.get());
                blocked = true;
            } else {
                line.expect(bid, offer, "nothing that it could start with is free within its time");
            }
        }
    }
}
