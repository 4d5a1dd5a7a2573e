package orca.authority.state;

import java.util.Objects;
import orca.core.contract.Subject;
import orca.core.ticket.DelegationId;

/** A delegation is forgotten. */
public record DelegationGone(DelegationId id) implements AuthorityRecord {
    public DelegationGone {
        Objects.requireNonNull(id, "id");
    }

    @Override
    public Subject subject() {
        return id;
    }
}
