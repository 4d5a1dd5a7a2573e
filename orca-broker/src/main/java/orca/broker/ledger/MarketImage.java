package orca.broker.ledger;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import orca.core.contract.Cause;
import orca.core.contract.Subject;
import orca.core.policy.PolicyState;
import orca.core.resource.TypeName;

/**
 * What belongs to no single contract.
 *
 * @param turns the last turn that was given to a demand or a part of a holding
 * @param openings how often something came free, by type; only differences mean anything
 * @param policy what the policy wants to remember
 */
public record MarketImage(long turns, SortedMap<TypeName, Long> openings, Optional<PolicyState> policy, Cause cause)
        implements BrokerRecord {
    /** The market as a subject; it has no peer and owes nothing. */
    public enum Market implements Subject {
        MARKET
    }

    public MarketImage {
        // Sorted, and not Map.copyOf, because the order reaches the journal.
        openings = java.util.Collections.unmodifiableSortedMap(new TreeMap<>((Map<TypeName, Long>) openings));
        Objects.requireNonNull(policy, "market.policy");
        Objects.requireNonNull(cause, "market.cause");
    }

    @Override
    public Subject subject() {
        return Market.MARKET;
    }
}
