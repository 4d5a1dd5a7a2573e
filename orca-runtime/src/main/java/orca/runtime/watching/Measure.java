package orca.runtime.watching;

import java.util.Locale;
import java.util.Optional;
import orca.core.resource.Dimension;

/**
 * What an agent measures of its host, in the unit of a type's dimension.
 *
 * @param kind {@code cpu}, {@code memory} or {@code disk}
 * @param scale how many milli-cores or MiB one step of the dimension is
 */
public record Measure(String kind, int scale) {
    /** Milli-cores of a processor. */
    public static final int MILLI = 1000;
    private static final int GIBI = 1024;

    /** That of {@code dimension}; empty when it is none that agents measure, or in a unit that is not known. */
    public static Optional<Measure> of(Dimension dimension) {
        String unit = dimension.unit().toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
        boolean cpu = dimension.name().equals("cpu");
        boolean bytes = dimension.name().equals("memory") || dimension.name().equals("disk");
        int scale = switch (unit) {
            case "millicores", "millicpu", "millicpus", "milli" -> cpu ? 1 : 0;
            case "cores", "cpus", "processors", "vcpus" -> cpu ? MILLI : 0;
            case "mib" -> bytes ? 1 : 0;
            case "gib" -> bytes ? GIBI : 0;
            default -> 0;
        };
        return scale == 0 ? Optional.empty() : Optional.of(new Measure(dimension.name(), scale));
    }
}
