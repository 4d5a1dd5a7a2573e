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
 * @param border what they believe of letters, where they have keys
 */
public record Cast(
        Function<Birth, Actor> authority,
        Function<Birth, Actor> broker,
        Function<Birth, Actor> guest,
        Optional<BiPredicate<Principal, Effects>> haste,
        Border border) {
    public Cast {
        Objects.requireNonNull(authority, "authority");
        Objects.requireNonNull(broker, "broker");
        Objects.requireNonNull(guest, "guest");
        Objects.requireNonNull(haste, "haste");
        Objects.requireNonNull(border, "border");
    }

    /** Actors in nodes that work as they should. */
    public Cast(Function<Birth, Actor> authority, Function<Birth, Actor> broker, Function<Birth, Actor> guest) {
        this(authority, broker, guest, Optional.empty(), Border.REAL);
    }

    /** The same actors with another border. */
    public Cast with(Border other) {
        return new Cast(authority, broker, guest, haste, other);
    }

    /** The actors as they are. */
    public static Cast real() {
        return new Cast(Scenery::authority, Scenery::broker, Scenery::guest);
    }
}
