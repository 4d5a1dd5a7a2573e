package orca.policies.provisioning;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongBiFunction;
import orca.core.contract.Principal;
import orca.core.policy.ProvisioningView.Bid;
import orca.core.resource.TypeName;

/**
 * How far flows are ahead of one another in their lines, and who may go before the head: a flow whose tag stays within its
 * largest request over its weight of the tags of all others that wait. Whoever starts in the order of the line is within that
 * anyhow, for its tag is the least; so no two tags of flows that wait are further apart than that, and in any interval their
 * work over their weights differs by no more than both largest requests over their weights.
 */
final class Lead implements Backfill.Gate {
    private final Map<Principal, Long> tags;
    private final ToLongBiFunction<Long, Principal> over;
    private final Map<TypeName, Map<Principal, Flow>> lines = new LinkedHashMap<>();

    /** What of a flow waits in one line. */
    private static final class Flow {
        private int waiting;
        private long largest;
    }

    /**
     * @param tags how far each flow is ahead when the round begins
     * @param over work over the weight of a flow
     */
    Lead(Map<Principal, Long> tags, ToLongBiFunction<Long, Principal> over) {
        this.tags = new LinkedHashMap<>(tags);
        this.over = over;
    }

    @Override
    public void waits(List<Bid> waiting) {
        for (Bid bid : waiting) {
            Flow flow = flow(bid);
            flow.waiting++;
            flow.largest = Math.max(flow.largest, own(bid, bid.demand().units()));
        }
    }

    @Override
    public void started(Bid bid, Sheet.Offer offer) {
        flow(bid).waiting--;
        tags.merge(bid.key().holder(), own(bid, offer.units()), Long::sum);
    }

    @Override
    public void cannot(Bid bid) {
        flow(bid).waiting--;
    }

    @Override
    public boolean mayGoFirst(Bid bid, Sheet.Offer offer) {
        Principal own = bid.key().holder();
        long after = tags.getOrDefault(own, 0L) + own(bid, offer.units());
        long most = flow(bid).largest;
        return lines.get(bid.demand().type()).entrySet().stream()
                .filter(other -> other.getValue().waiting > 0 && !other.getKey().equals(own))
                .allMatch(other -> after <= tags.getOrDefault(other.getKey(), 0L) + most);
    }

    private Flow flow(Bid bid) {
        return lines.computeIfAbsent(bid.demand().type(), t -> new LinkedHashMap<>())
                .computeIfAbsent(bid.key().holder(), f -> new Flow());
    }

    private long own(Bid bid, long units) {
        return over.applyAsLong(units * bid.demand().term().length().toMillis(), bid.key().holder());
    }
}
