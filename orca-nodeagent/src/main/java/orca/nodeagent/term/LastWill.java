package orca.nodeagent.term;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import orca.core.resource.Names;
import orca.core.resource.PropertyList;

/**
 * What a host does with a unit when its term is over and nobody has come.
 *
 * @param action one of the driver's, which leaves nothing of the unit, also where there is nothing
 * @param input what the driver must know beyond that
 * @param arguments where the action has any
 * @param limit how long it may take, more than zero
 */
public record LastWill(String action, PropertyList input, List<String> arguments, Duration limit) {
    public LastWill {
        Names.check("will.action", action);
        Objects.requireNonNull(input, "will.input");
        arguments = List.copyOf(arguments);
        if (!limit.isPositive()) {
            throw new IllegalArgumentException("will.limit: must be more than zero, got " + limit);
        }
    }

    /** {@code action} without any input. */
    public static LastWill of(String action, Duration limit) {
        return new LastWill(action, PropertyList.NONE, List.of(), limit);
    }
}
