package orca.simulator.plants;

import java.time.Instant;
import java.util.List;
import orca.core.actor.Decision;
import orca.core.actor.Event;
import orca.core.journal.JournalRecord;
import orca.servicemanager.ServiceManager;
import orca.servicemanager.record.BoxImage;
import orca.servicemanager.record.NoticeImage;
import orca.servicemanager.record.PostCounters;

/** A service manager that forgets to tell what a decision changed. */
final class KeptQuiet extends Disguise<ServiceManager> {
    private final Lot lot;
    private final Firings firings;

    KeptQuiet(ServiceManager heart, Lot lot, Firings firings) {
        super(heart);
        this.lot = lot;
        this.firings = firings;
    }

    @Override
    public Decision decide(Event event, Instant now) {
        Decision decision = super.decide(event, now);
        boolean tells = decision.records().stream().anyMatch(NoticeImage.class::isInstance);
        if (!tells || !lot.fallsOn(now.toString())) {
            return decision;
        }
        firings.fired();
        List<JournalRecord> quiet = decision.records().stream().filter(record -> !(record instanceof NoticeImage
                || record instanceof BoxImage || record instanceof PostCounters)).toList();
        return new Decision(quiet, decision.tell(), decision.reply());
    }
}
