package orca.authority.state;

import java.util.Objects;
import orca.core.contract.Principal;
import orca.core.contract.Subject;

/** The agent with that key need not be told any more that its host has left. */
public record DepartureGone(Principal key) implements AuthorityRecord {
    public DepartureGone {
        Objects.requireNonNull(key, "key");
    }

    @Override
    public Subject subject() {
        return DepartureImage.subject(key);
    }
}
