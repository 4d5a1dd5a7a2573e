package orca.core.resource;

import java.util.List;
import java.util.Objects;
import orca.core.time.Turnaround;

/**
 * A kind of thing that is leased by number and size. The core knows its dimensions and its turnaround and nothing else.
 *
 * @param name what people call it
 * @param dimensions how a unit of it can be sized, in the order that {@link Amounts} follow; none for a thing that is only
 *     counted. At most {@link #MAX_DIMENSIONS}, names distinct, none called {@code units}
 * @param turnaround what a unit costs after its term
 */
public record ResourceType(TypeName name, List<Dimension> dimensions, Turnaround turnaround) {
    /** The most dimensions of a type besides the count of units. */
    public static final int MAX_DIMENSIONS = 7;

    public ResourceType {
        Objects.requireNonNull(name, "type.name");
        dimensions = List.copyOf(dimensions);
        Objects.requireNonNull(turnaround, "type.turnaround");
        if (dimensions.size() > MAX_DIMENSIONS) {
            throw new IllegalArgumentException(
                    "type.dimensions: at most " + MAX_DIMENSIONS + ", got " + dimensions.size() + " in " + name);
        }
        for (int i = 0; i < dimensions.size(); i++) {
            String dimension = dimensions.get(i).name();
            if (dimension.equals(Dimension.UNITS.name())) {
                throw new IllegalArgumentException("type.dimensions: 'units' is every type's first dimension already");
            }
            for (int j = 0; j < i; j++) {
                if (dimensions.get(j).name().equals(dimension)) {
                    throw new IllegalArgumentException("type.dimensions: '" + dimension + "' twice in " + name);
                }
            }
        }
    }

    /** Whether {@code sliver} has this type's number of dimensions. */
    public boolean measures(Amounts sliver) {
        return sliver.size() == dimensions.size();
    }
}
