package orca.authority.state;

import java.util.Objects;
import orca.core.contract.Subject;

/** A host is in the inventory no more. */
public record HostGone(String name) implements AuthorityRecord {
    public HostGone {
        Objects.requireNonNull(name, "name");
    }

    @Override
    public Subject subject() {
        return new SiteSubject(HostImage.KIND, name);
    }
}
