package orca.runtime.config;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import orca.core.resource.PropertyList;
import orca.wire.text.Default;
import orca.wire.text.Written;

/**
 * A service manager.
 *
 * @param joins who takes units of a type into service; units of other types need nobody
 * @param controllers which slices are ruled by a controller
 * @param askEvery how often a controller is asked though nothing has changed
 * @param sensors what is measured for controllers
 * @param margin how long before a lease's end its units leave service; 0 only where nobody takes them into it
 * @param remember how long an ended reservation stays visible
 * @param remind how often brokers and sites are reminded of what it has of them
 * @param purse what it pays markets with
 * @param notices what people are told of its slices; nothing when it is left out
 */
public record GuestConfig(
        Map<String, JoinConfig> joins,
        Map<String, PolicyConfig> controllers,
        @Written("ask-every") @Default("30s") Duration askEvery,
        Map<String, SensorConfig> sensors,
        @Default("1s") Duration margin,
        @Default("1h") Duration remember,
        @Default("1h") Duration remind,
        Optional<PurseConfig> purse,
        Optional<TellingConfig> notices) {
    public GuestConfig {
        if (margin.isZero() && !joins.isEmpty()) {
            throw new IllegalArgumentException(
                    "margin: must be more than 0 where units have to leave service in it ('joins'), got 0s");
        }
    }

    /**
     * What it pays with.
     *
     * @param credits the file that its bank, or whoever passes some on, gave it; relative to the configuration file
     * @param lasts for how long a claim is its market's: longer than the market's recharge time by as long as it shall buy
     * @param most how many of the credits it may have promised at a time; all of them if it is not said
     */
    public record PurseConfig(String credits, @Default("90m") Duration lasts, Optional<Long> most) {}

    /**
     * Takes units into service and out of it.
     *
     * @param handler the plug-in's name
     * @param limit how long one call may take
     */
    public record JoinConfig(String handler, @Default("5m") Duration limit, @Default("") PropertyList settings) {
        public static JoinConfig parse(String handler) {
            return new JoinConfig(handler, Duration.ofMinutes(5), PropertyList.NONE);
        }
    }
}
