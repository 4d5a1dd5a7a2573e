package orca.simulator.federation;

import java.util.Objects;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import orca.core.actor.Actor;
import orca.core.actor.Effects;
import orca.core.contract.Principal;

/**
 * Makes the actors of a federation, new and knowing nothing. The real ones, unless somebody wants to see whether the checkers
 * find what is wrong with others.
 *
 * @param haste whether a node, this time, lets the effects of a group out before the group is durable; empty for nodes that
 *     work as they should
 */
public record Cast(
        Function<Principal, Actor> authority,
        Function<Principal, Actor> broker,
        Function<Principal, Actor> guest,
        Optional<BiPredicate<Principal, Effects>> haste) {
    public Cast {
        Objects.requireNonNull(authority, "authority");
        Objects.requireNonNull(broker, "broker");
        Objects.requireNonNull(guest, "guest");
        Objects.requireNonNull(haste, "haste");
    }

    /** Actors in nodes that work as they should. */
    public Cast(Function<Principal, Actor> authority, Function<Principal, Actor> broker, Function<Principal, Actor> guest) {
        this(authority, broker, guest, Optional.empty());
    }

    /** The actors as they are. */
    public static Cast real() {
        return new Cast(Scenery::authority, Scenery::broker, Scenery::guest);
    }
}
