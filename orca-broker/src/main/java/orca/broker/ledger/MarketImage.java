package orca.broker.ledger;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import orca.core.contract.Cause;
import orca.core.contract.Subject;
import orca.core.policy.PolicyState;

/**
 * What belongs to no single contract.
 *
 * @param turns the last turn that was given to a demand or a part of a holding
 * @param policy what the policy wants to remember
 * @param forgotAt when what a policy of another name remembered was given up last; who was paid before that is nobody to know
 */
public record MarketImage(long turns, Optional<PolicyState> policy, Optional<Instant> forgotAt, Cause cause)
        implements BrokerRecord {
    /** The market as a subject; it has no peer and owes nothing. */
    public enum Market implements Subject {
        MARKET
    }

    public MarketImage {
        Objects.requireNonNull(policy, "market.policy");
        Objects.requireNonNull(forgotAt, "market.forgotAt");
        Objects.requireNonNull(cause, "market.cause");
    }

    @Override
    public Subject subject() {
        return Market.MARKET;
    }
}
