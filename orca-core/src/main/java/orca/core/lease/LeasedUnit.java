package orca.core.lease;

import java.util.Objects;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;

/**
 * A unit as its holder sees it.
 *
 * @param id its name at the site
 * @param host where it lives, as the site calls it
 * @param sliver its share along each dimension
 * @param state where it stands
 * @param properties what its handler said of it: addresses, labels, passwords never
 */
public record LeasedUnit(UnitId id, String host, Amounts sliver, UnitState state, PropertyList properties) {
    public LeasedUnit {
        Objects.requireNonNull(id, "unit.id");
        Objects.requireNonNull(host, "unit.host");
        Objects.requireNonNull(sliver, "unit.sliver");
        Objects.requireNonNull(state, "unit.state");
        Objects.requireNonNull(properties, "unit.properties");
    }
}
