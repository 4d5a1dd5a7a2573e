package orca.core.policy;

import orca.core.resource.PropertyList;

/**
 * Any policy. Found by {@link java.util.ServiceLoader} and chosen by {@link #name} in the configuration.
 *
 * <p>A policy keeps nothing between two calls but what it returns as {@link PolicyState} and is shown again: an actor may
 * be restarted between any two calls, and its standby has never called it. It reads no clock (the view says what time it
 * is) and throws no dice.
 *
 * @param <V> what it is shown
 * @param <P> what it answers
 */
public sealed interface Policy<V extends PolicyView, P extends Proposal>
        permits ProvisioningPolicy, AssignmentPolicy, GuestController {
    /** The name that a configuration asks for; as {@link orca.core.resource.Names} allows. */
    String name();

    /**
     * Takes what the configuration says to this policy; called once at most, before the first {@link #propose}. A policy that
     * is not told anything works with its defaults. The settings are no state: after a restart they are given again.
     *
     * @param settings by name; a policy refuses one that it does not know, or whose value it cannot use, with an
     *     {@link IllegalArgumentException} that names it
     */
    default void configure(PropertyList settings) {
        if (!settings.isEmpty()) {
            throw new IllegalArgumentException("policy " + name() + ": takes no settings, got " + settings.asMap().keySet());
        }
    }

    /**
     * Answers what is open in {@code view}. What it leaves out is asked again when something has changed; what it throws
     * costs its round, and the reason is put on record.
     */
    P propose(V view, Budget budget);
}
