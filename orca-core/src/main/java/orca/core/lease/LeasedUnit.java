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

    /**
     * Whether its holder has it or gets it, so that it is a part of what its ticket gives. One that is dead or on its way out is
     * named in a lease until nothing is left of it.
     */
    public boolean counts() {
        return switch (state) {
            case SETUP, READY, MODIFYING, MIGRATING -> true;
            case FREE, REPLACING, STOPPING, TEARDOWN, QUARANTINED -> false;
        };
    }
}
