package orca.broker.ledger;

import java.util.Objects;
import orca.core.contract.Cause;

/** A delegation is forgotten. */
public record HoldingGone(HoldingKey key, Cause cause) implements BrokerRecord {
    public HoldingGone {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(cause, "cause");
    }

    @Override
    public HoldingKey subject() {
        return key;
    }
}
