package orca.nodeagent.agent;

import java.time.Duration;
import java.util.Optional;
import orca.core.handler.Outcome;

/** Is told of each action that a driver carried out, for whoever measures them; on the action's own thread. */
@FunctionalInterface
public interface DriverWatch {
    /** One that looks at nothing. */
    DriverWatch NONE = (driver, action, outcome, took) -> { };

    /** @param outcome empty when the driver threw, or was cut short */
    void ran(String driver, String action, Optional<Outcome> outcome, Duration took);
}
