package orca.core.protocol;

import java.util.Objects;
import orca.core.resource.Names;
import orca.core.resource.PropertyList;

/**
 * A policy as an operator names it.
 *
 * @param policy its name
 * @param settings all that it is told; what is left out is as the policy has it by itself
 */
public record PolicyChoice(String policy, PropertyList settings) {
    public PolicyChoice {
        Names.check("policy", policy);
        Objects.requireNonNull(settings, "settings");
    }
}
