package orca.broker.ledger;

import java.util.Objects;
import orca.core.contract.Cause;
import orca.core.contract.ContractKey;

/** A ticket is forgotten: whoever speaks of it speaks of something new. */
public record TicketGone(ContractKey key, Cause cause) implements BrokerRecord {
    public TicketGone {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(cause, "cause");
    }

    @Override
    public ContractKey subject() {
        return key;
    }
}
