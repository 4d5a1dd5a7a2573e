package orca.simulator.plants;

import java.time.Instant;
import java.util.Optional;
import orca.authority.Authority;
import orca.authority.state.UnitImage;
import orca.core.actor.Decision;
import orca.core.actor.Duties;
import orca.core.actor.Event;
import orca.core.contract.Subject;
import orca.core.handler.Action;
import orca.core.handler.Outcome;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;

/** An authority that takes some dead units for gone as soon as they are to be torn down: what is left of them stays. */
final class LeftLying extends Disguise<Authority> {
    private final Lot lot;
    private final Firings firings;

    LeftLying(Authority heart, Lot lot, Firings firings) {
        super(heart);
        this.lot = lot;
        this.firings = firings;
    }

    private Optional<UnitImage> going(Subject subject) {
        return subject instanceof UnitId id && lot.fallsOn(id) ? heart().site().unit(id).filter(unit ->
                unit.state() == UnitState.TEARDOWN && unit.made().whole("site.died").isPresent()) : Optional.empty();
    }

    @Override
    public Duties duties(Subject subject) {
        Duties duties = super.duties(subject);
        return going(subject).map(unit -> new Duties(duties.messages(), Optional.empty(), Optional.empty(),
                Optional.of(new Duties.Alarm(unit.notBefore(), -unit.version())))).orElse(duties);
    }

    @Override
    public Decision decide(Event event, Instant now) {
        if (event instanceof Event.Rang(Subject subject, long mark)) {
            Optional<UnitImage> unit = going(subject).filter(u -> u.version() == -mark);
            if (unit.isPresent()) {
                firings.fired();
                return super.decide(
                        new Event.Ended(unit.get().id(), Action.TEARDOWN, unit.get().attempt(), Outcome.done()), now);
            }
        }
        return super.decide(event, now);
    }
}
