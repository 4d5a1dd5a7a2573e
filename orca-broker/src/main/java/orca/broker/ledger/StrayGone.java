package orca.broker.ledger;

import java.util.Objects;
import orca.core.contract.Cause;
import orca.core.contract.ContractKey;

/** A ticket that was noted is known now, or given up, or over. */
public record StrayGone(ContractKey key, Cause cause) implements BrokerRecord {
    public StrayGone {
        Objects.requireNonNull(key, "stray.key");
        Objects.requireNonNull(cause, "stray.cause");
    }

    @Override
    public StrayImage.Stray subject() {
        return new StrayImage.Stray(key);
    }
}
