package orca.broker.ledger;

import java.util.Objects;
import orca.core.contract.Principal;
import orca.core.contract.Subject;
import orca.core.ticket.DelegationId;

/**
 * Names a delegation at its broker. The authority is part of the name, so that none can occupy an id that another is about
 * to use.
 */
public record HoldingKey(Principal authority, DelegationId id) implements Subject, Comparable<HoldingKey> {
    public HoldingKey {
        Objects.requireNonNull(authority, "authority");
        Objects.requireNonNull(id, "id");
    }

    @Override
    public int compareTo(HoldingKey other) {
        int byAuthority = authority.compareTo(other.authority);
        return byAuthority != 0 ? byAuthority : id.compareTo(other.id);
    }

    @Override
    public String toString() {
        return authority + "/" + id;
    }
}
