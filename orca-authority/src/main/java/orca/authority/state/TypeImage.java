package orca.authority.state;

import java.util.Objects;
import orca.core.contract.Cause;
import orca.core.contract.Subject;
import orca.core.resource.ResourceType;

/** A type that the site has, and the handler that makes its units. */
public record TypeImage(ResourceType type, String handler, Cause cause) implements AuthorityRecord {
    public TypeImage {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(handler, "handler");
        Objects.requireNonNull(cause, "cause");
    }

    @Override
    public Subject subject() {
        return new SiteSubject("type", type.name().value());
    }
}
