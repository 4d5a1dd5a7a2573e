package orca.authority.state;

import java.util.Objects;
import java.util.Optional;
import orca.core.contract.Cause;
import orca.core.contract.Subject;
import orca.core.resource.Mobility;
import orca.core.resource.Promised;
import orca.core.resource.ResourceType;

/**
 * A type that the site has, and the handler that makes its units.
 *
 * @param mobility who may move its units; absent where nobody may
 * @param promised in which terms its units are delegated; null in records from before there was a choice, and by sum then
 */
public record TypeImage(ResourceType type, String handler, Optional<Mobility> mobility, Promised promised, Cause cause)
        implements AuthorityRecord {
    public TypeImage {
        promised = promised == null ? Promised.BY_SUM : promised;
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(handler, "handler");
        Objects.requireNonNull(mobility, "mobility");
        Objects.requireNonNull(cause, "cause");
    }

    /** Whether it is delegated in bins. */
    public boolean byHost() {
        return promised == Promised.BY_HOST;
    }

    @Override
    public Subject subject() {
        return new SiteSubject("type", type.name().value());
    }
}
