package orca.runtime.config;

import java.time.Duration;
import orca.core.protocol.PolicyChoice;
import orca.core.resource.Names;
import orca.core.resource.PropertyList;
import orca.wire.text.Default;

/**
 * A policy; its name alone will do where it needs no settings.
 *
 * @param name of the plug-in
 * @param budget how long it may think about one question; more than nothing, at most a minute
 * @param settings for the policy
 */
public record PolicyConfig(String name, @Default("2s") Duration budget, @Default("") PropertyList settings) {
    /** The usual budget. */
    public static final Duration USUAL = Duration.ofSeconds(2);

    public PolicyConfig {
        Names.check("name", name);
        if (budget.isNegative() || budget.isZero() || budget.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("budget: must be more than nothing and at most 1m, got " + budget);
        }
    }

    /** What an operator would say to have the same. */
    public PolicyChoice choice() {
        return new PolicyChoice(name, settings);
    }

    public static PolicyConfig parse(String name) {
        return new PolicyConfig(name, USUAL, PropertyList.NONE);
    }
}
