package orca.authority.state;

import java.util.Objects;
import java.util.Optional;
import orca.core.contract.Cause;
import orca.core.contract.Subject;
import orca.core.resource.Mobility;
import orca.core.resource.ResourceType;

/**
 * A type that the site has, and the handler that makes its units.
 *
 * @param mobility who may move its units; absent where nobody may
 */
public record TypeImage(ResourceType type, String handler, Optional<Mobility> mobility, Cause cause) implements AuthorityRecord {
    public TypeImage {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(handler, "handler");
        Objects.requireNonNull(mobility, "mobility");
        Objects.requireNonNull(cause, "cause");
    }

    @Override
    public Subject subject() {
        return new SiteSubject("type", type.name().value());
    }
}
