package orca.simulator.plants;

import java.time.Instant;
import java.util.Optional;
import orca.core.actor.Decision;
import orca.core.actor.Event;
import orca.core.protocol.Command;
import orca.servicemanager.ServiceManager;

/** A service manager that takes a letter for sent when its first try failed. */
final class TakenForSent extends Disguise<ServiceManager> {
    private final Lot lot;
    private final Firings firings;

    TakenForSent(ServiceManager heart, Lot lot, Firings firings) {
        super(heart);
        this.lot = lot;
        this.firings = firings;
    }

    @Override
    public Decision decide(Event event, Instant now) {
        if (event instanceof Event.Ordered(String operator, Command.Posted posted) && posted.trouble().isPresent()
                && !posted.lasting() && lot.fallsOn(posted.letter())) {
            firings.fired();
            return super.decide(new Event.Ordered(operator, new Command.Posted(posted.letter(), Optional.empty(), false)), now);
        }
        return super.decide(event, now);
    }
}
