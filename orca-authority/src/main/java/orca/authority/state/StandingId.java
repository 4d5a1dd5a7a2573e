package orca.authority.state;

import java.util.Objects;
import orca.core.contract.ContractKey;
import orca.core.contract.Subject;
import orca.core.ticket.DelegationId;

/** Names what a broker said about its tickets for one reservation on one delegation. */
public record StandingId(ContractKey key, DelegationId delegation) implements Subject {
    public StandingId {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(delegation, "delegation");
    }
}
