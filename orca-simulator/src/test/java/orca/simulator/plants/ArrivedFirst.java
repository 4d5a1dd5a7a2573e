package orca.simulator.plants;

import java.time.Instant;
import java.util.Optional;
import orca.authority.Authority;
import orca.authority.state.UnitImage;
import orca.core.actor.Decision;
import orca.core.actor.Duties;
import orca.core.actor.Event;
import orca.core.contract.Subject;
import orca.core.handler.Outcome;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;

/**
 * An authority that gives up the old place of some units as soon as their move begins, before the handler has answered. The move
 * goes on all the same, so that mostly all is well a few seconds later.
 */
final class ArrivedFirst extends Disguise<Authority> {
    private final Lot lot;
    private final Firings firings;

    ArrivedFirst(Authority heart, Lot lot, Firings firings) {
        super(heart);
        this.lot = lot;
        this.firings = firings;
    }

    private Optional<UnitImage> moving(Subject subject) {
        return subject instanceof UnitId id && lot.fallsOn(id)
                ? heart().site().unit(id).filter(u -> u.state() == UnitState.MIGRATING && !u.moving().orElseThrow().back())
                : Optional.empty();
    }

    @Override
    public Duties duties(Subject subject) {
        Duties duties = super.duties(subject);
        return moving(subject).map(unit -> new Duties(duties.messages(), duties.run(), duties.stop(),
                Optional.of(new Duties.Alarm(unit.notBefore(), -unit.version())))).orElse(duties);
    }

    @Override
    public Decision decide(Event event, Instant now) {
        if (event instanceof Event.Rang(Subject subject, long mark)) {
            Optional<UnitImage> unit = moving(subject).filter(u -> u.version() == -mark);
            if (unit.isPresent()) {
                firings.fired();
                return super.decide(
                        new Event.Ended(unit.get().id(), unit.get().action(), unit.get().attempt(), Outcome.done()), now);
            }
        }
        return super.decide(event, now);
    }
}
