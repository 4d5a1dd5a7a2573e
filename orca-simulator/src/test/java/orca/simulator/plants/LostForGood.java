package orca.simulator.plants;

import java.util.List;
import orca.core.actor.Actor;
import orca.core.actor.Duties;
import orca.core.contract.Subject;

/** An actor that owes no message for some of its subjects, whatever their state says: what must be repeated is never sent. */
final class LostForGood extends Disguise<Actor> {
    private final Lot lot;
    private final Firings firings;

    LostForGood(Actor heart, Lot lot, Firings firings) {
        super(heart);
        this.lot = lot;
        this.firings = firings;
    }

    @Override
    public Duties duties(Subject subject) {
        Duties duties = super.duties(subject);
        return duties.messages().isEmpty() || !lot.fallsOn(subject) ? duties : silent(duties, firings);
    }

    static Duties silent(Duties duties, Firings firings) {
        firings.fired();
        return new Duties(List.of(), duties.run(), duties.stop(), duties.alarm());
    }
}
