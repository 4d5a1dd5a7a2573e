package orca.core.resource;

import java.util.Objects;

/**
 * One way in which a unit of a type can be larger or smaller.
 *
 * @param name such as {@code cpu} or {@code memory}
 * @param unit what one step of it is, for people: {@code milli-cores}, {@code MiB}; at most 32 characters
 */
public record Dimension(String name, String unit) {
    /** The count of units: the dimension that every type has, always the first. */
    public static final Dimension UNITS = new Dimension("units", "units");

    public Dimension {
        Names.check("dimension.name", name);
        Objects.requireNonNull(unit, "dimension.unit");
        if (unit.isBlank() || unit.length() > 32) {
            throw new IllegalArgumentException("dimension.unit: must be 1 to 32 characters, got " + Names.quoted(unit));
        }
    }
}
