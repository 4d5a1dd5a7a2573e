package orca.authority.state;

import java.util.Objects;
import orca.core.contract.Cause;
import orca.core.contract.Subject;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.TypeName;

/**
 * A host of the inventory.
 *
 * @param capacity as a load: units first
 * @param properties inherited by each of its units
 * @param open whether new units may be placed on it
 * @param tight whether it once became smaller than what it has to carry, so that it may be overcommitted without a fault
 * @param room the number of this change among all by which room came free
 */
public record HostImage(
        String name, TypeName type, Amounts capacity, PropertyList properties, boolean open, boolean tight, long room,
                Cause cause)
        implements AuthorityRecord {
    public HostImage {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(capacity, "capacity");
        Objects.requireNonNull(properties, "properties");
        Objects.requireNonNull(cause, "cause");
    }

    @Override
    public Subject subject() {
        return new SiteSubject("host", name);
    }
}
