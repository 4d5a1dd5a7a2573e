package orca.simulator.federation;

import java.util.function.Function;
import orca.core.actor.Actor;
import orca.core.contract.Principal;

/**
 * Makes the actors of a federation, new and knowing nothing. The real ones, unless somebody wants to see whether the checkers
 * find what is wrong with others.
 */
public record Cast(Function<Principal, Actor> authority, Function<Principal, Actor> broker, Function<Principal, Actor> guest) {
    /** The actors as they are. */
    public static Cast real() {
        return new Cast(Scenery::authority, Scenery::broker, Scenery::guest);
    }
}
