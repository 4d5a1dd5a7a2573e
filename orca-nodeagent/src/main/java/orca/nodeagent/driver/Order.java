package orca.nodeagent.driver;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import orca.core.lease.UnitId;
import orca.core.resource.Names;
import orca.core.resource.PropertyList;

/**
 * One action that a driver is asked to run.
 *
 * @param id the request's name; the same id is the same request
 * @param action one of the driver's
 * @param unit the unit it concerns
 * @param input what the driver must know beyond that
 * @param arguments a command line where the action has one, else empty; at most {@link #MAX_ARGUMENTS}
 * @param limit how long it may take, more than zero
 */
public record Order(ActionId id, String action, UnitId unit, PropertyList input, List<String> arguments, Duration limit) {
    /** The most arguments of one order. */
    public static final int MAX_ARGUMENTS = 1000;

    public Order {
        Objects.requireNonNull(id, "order.id");
        Names.check("order.action", action);
        Objects.requireNonNull(unit, "order.unit");
        Objects.requireNonNull(input, "order.input");
        arguments = List.copyOf(arguments);
        if (arguments.size() > MAX_ARGUMENTS) {
            throw new IllegalArgumentException(
                    "order.arguments: at most " + MAX_ARGUMENTS + ", got " + arguments.size());
        }
        if (!limit.isPositive()) {
            throw new IllegalArgumentException("order.limit: must be more than zero, got " + limit);
        }
    }
}
