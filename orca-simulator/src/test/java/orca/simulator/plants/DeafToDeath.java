package orca.simulator.plants;

import java.time.Instant;
import orca.authority.Authority;
import orca.core.actor.Decision;
import orca.core.actor.Event;

/** An authority that does not hear of the deaths of some units, however often they are told. */
final class DeafToDeath extends Disguise<Authority> {
    private final Lot lot;
    private final Firings firings;

    DeafToDeath(Authority heart, Lot lot, Firings firings) {
        super(heart);
        this.lot = lot;
        this.firings = firings;
    }

    @Override
    public Decision decide(Event event, Instant now) {
        if (event instanceof Event.Died died && lot.fallsOn(died.unit())) {
            firings.fired();
            return Decision.NOTHING;
        }
        return super.decide(event, now);
    }
}
