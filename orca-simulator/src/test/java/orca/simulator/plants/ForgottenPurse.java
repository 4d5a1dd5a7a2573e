package orca.simulator.plants;

import java.time.Instant;
import java.util.List;
import orca.core.actor.Decision;
import orca.core.actor.Event;
import orca.core.journal.JournalRecord;
import orca.servicemanager.ServiceManager;
import orca.servicemanager.record.PurseImage;

/** A service manager that forgets now and then what it paid: it has those credits still, and pays with them again. */
final class ForgottenPurse extends Disguise<ServiceManager> {
    private final Lot lot;
    private final Firings firings;

    ForgottenPurse(ServiceManager heart, Lot lot, Firings firings) {
        super(heart);
        this.lot = lot;
        this.firings = firings;
    }

    @Override
    public Decision decide(Event event, Instant now) {
        Decision decision = super.decide(event, now);
        List<JournalRecord> records = decision.records().stream().map(this::forgetting).toList();
        return new Decision(records, decision.tell(), decision.reply());
    }

    /** The newest payment is kept, for it is sent; those before it are gone. */
    private JournalRecord forgetting(JournalRecord record) {
        if (!(record instanceof PurseImage purse) || purse.payments().size() < 2 || !lot.fallsOn("" + purse.count())) {
            return record;
        }
        firings.fired();
        return new PurseImage(purse.count(), List.of(purse.payments().getLast()));
    }
}
