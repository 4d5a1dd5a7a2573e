package orca.broker.ledger;

import java.util.Objects;
import orca.core.contract.Cause;
import orca.core.ticket.DelegationId;

/** A delegation that was given is forgotten. */
public record GrantGone(DelegationId id, Cause cause) implements BrokerRecord {
    public GrantGone {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(cause, "cause");
    }

    @Override
    public DelegationId subject() {
        return id;
    }
}
