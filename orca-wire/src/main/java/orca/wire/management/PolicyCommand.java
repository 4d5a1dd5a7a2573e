package orca.wire.management;

import java.util.Optional;
import orca.core.resource.PropertyList;
import orca.wire.text.Default;

/**
 * Have an actor follow another policy, or the same with other settings; to be posted to {@code policy}.
 *
 * @param slice for a service manager: whose controller; may be left out when it has one
 * @param policy its name; left out: what the configuration says, from now on and whatever it says later
 * @param settings all that the policy is told; nothing of what it was told before remains
 */
public record PolicyCommand(
        Optional<String> requestId,
        @Default("false") boolean dryRun,
        String actor,
        Optional<String> slice,
        Optional<String> policy,
        @Default("") PropertyList settings) {
    public PolicyCommand {
        if (policy.isEmpty() && !settings.isEmpty()) {
            throw new IllegalArgumentException("settings: need a policy, got " + settings.asMap().keySet() + " and none");
        }
    }
}
