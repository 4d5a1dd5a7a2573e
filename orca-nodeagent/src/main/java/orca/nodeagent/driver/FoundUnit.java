package orca.nodeagent.driver;

import java.util.Objects;
import orca.core.lease.UnitId;
import orca.core.resource.PropertyList;

/**
 * A unit, or what is left of one, that a driver sees on its host when it looks.
 *
 * @param driver the driver that found it
 * @param unit whose it is, read from its label
 * @param whole whether it runs; false for a remnant that only awaits its teardown
 * @param properties what there is of it
 */
public record FoundUnit(String driver, UnitId unit, boolean whole, PropertyList properties) {
    public FoundUnit {
        Objects.requireNonNull(driver, "found.driver");
        Objects.requireNonNull(unit, "found.unit");
        Objects.requireNonNull(properties, "found.properties");
    }
}
