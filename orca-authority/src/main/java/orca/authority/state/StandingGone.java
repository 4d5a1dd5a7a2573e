package orca.authority.state;

import java.util.Objects;
import orca.core.contract.Subject;

/** What a broker said is forgotten; the lease's own end says it all. */
public record StandingGone(StandingId id) implements AuthorityRecord {
    public StandingGone {
        Objects.requireNonNull(id, "id");
    }

    @Override
    public Subject subject() {
        return id;
    }
}
