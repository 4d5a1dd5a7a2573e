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
import orca.core.lease.LeaseState;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;

/**
 * An authority that takes some units of a closing lease for free as soon as their teardown begins. The teardown runs all the
 * same, unless the node dies, so that mostly all is well a few seconds later.
 */
final class FreedFirst extends Disguise<Authority> {
    private final Lot lot;
    private final Firings firings;

    FreedFirst(Authority heart, Lot lot, Firings firings) {
        super(heart);
        this.lot = lot;
        this.firings = firings;
    }

    private Optional<UnitImage> doomed(Subject subject) {
        return subject instanceof UnitId id && lot.fallsOn(id)
                ? heart().site().unit(id).filter(u -> u.state() == UnitState.TEARDOWN && u.busy()).filter(this::closes)
                : Optional.empty();
    }

    private boolean closes(UnitImage unit) {
        return heart().site().lease(unit.lease()).filter(l -> l.image().state() == LeaseState.CLOSING).isPresent();
    }

    @Override
    public Duties duties(Subject subject) {
        Duties duties = super.duties(subject);
        return doomed(subject).map(unit -> new Duties(duties.messages(), duties.run(), duties.stop(),
                Optional.of(new Duties.Alarm(unit.notBefore(), -unit.version())))).orElse(duties);
    }

    @Override
    public Decision decide(Event event, Instant now) {
        if (event instanceof Event.Rang(Subject subject, long mark)) {
            Optional<UnitImage> unit = doomed(subject).filter(u -> u.version() == -mark);
            if (unit.isPresent()) {
                firings.fired();
                return super.decide(
                        new Event.Ended(unit.get().id(), unit.get().action(), unit.get().attempt(), Outcome.done()), now);
            }
        }
        return super.decide(event, now);
    }
}
