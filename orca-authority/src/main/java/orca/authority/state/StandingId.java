package orca.authority.state;

import java.util.Objects;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.contract.Subject;
import orca.core.ticket.DelegationId;

/**
 * Names what a broker said about its tickets for one reservation on one delegation of the site: the broker who holds that, or
 * one who holds a part of it.
 */
public record StandingId(ContractKey key, Principal broker, DelegationId delegation) implements Subject {
    public StandingId {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(broker, "broker");
        Objects.requireNonNull(delegation, "delegation");
    }
}
