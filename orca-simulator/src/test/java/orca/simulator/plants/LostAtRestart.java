package orca.simulator.plants;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import orca.core.actor.Actor;
import orca.core.actor.Duties;
import orca.core.contract.Subject;
import orca.core.journal.JournalRecord;

/**
 * An actor whose outbox lives in memory alone: after a restart some messages that it owed before are not sent, until something
 * else happens to their subject. Only for actors that come back; a first life and a replica have lost nothing.
 */
final class LostAtRestart extends Disguise<Actor> {
    private final Lot lot;
    private final Firings firings;
    private final Set<Subject> touched = new LinkedHashSet<>();
    private boolean resumed;

    LostAtRestart(Actor heart, Lot lot, Firings firings) {
        super(heart);
        this.lot = lot;
        this.firings = firings;
    }

    /** The engine asks for these when everything durable is applied; what is applied later is news. */
    @Override
    public List<Subject> subjects() {
        resumed = true;
        return super.subjects();
    }

    @Override
    public void apply(JournalRecord record) {
        super.apply(record);
        if (resumed) {
            touched.add(record.subject());
        }
    }

    @Override
    public Duties duties(Subject subject) {
        Duties duties = super.duties(subject);
        boolean lost = resumed && !touched.contains(subject) && !duties.messages().isEmpty() && lot.fallsOn(subject);
        return lost ? LostForGood.silent(duties, firings) : duties;
    }
}
