package orca.simulator.plants;

import java.time.Instant;
import orca.core.actor.Actor;
import orca.core.actor.Decision;
import orca.core.actor.Event;

/**
 * An actor that goes on from a backup as if nothing had come after it: a site forgets the leases that it made since, a broker
 * sells again what it has sold.
 */
final class LossUnheard extends Disguise<Actor> {
    private final Firings firings;

    LossUnheard(Actor heart, Firings firings) {
        super(heart);
        this.firings = firings;
    }

    @Override
    public Decision decide(Event event, Instant now) {
        if (event instanceof Event.Lost) {
            firings.fired();
            return Decision.NOTHING;
        }
        return super.decide(event, now);
    }
}
