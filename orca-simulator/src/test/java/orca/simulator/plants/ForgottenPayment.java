package orca.simulator.plants;

import java.time.Instant;
import java.util.List;
import orca.broker.Broker;
import orca.broker.ledger.MarketImage;
import orca.core.actor.Decision;
import orca.core.actor.Event;
import orca.core.journal.JournalRecord;

/** A broker that carries out what its policy says, and does not write down what the policy wants to remember of it. */
final class ForgottenPayment extends Disguise<Broker> {
    private final Lot lot;
    private final Firings firings;

    ForgottenPayment(Broker heart, Lot lot, Firings firings) {
        super(heart);
        this.lot = lot;
        this.firings = firings;
    }

    @Override
    public Decision decide(Event event, Instant now) {
        Decision decision = super.decide(event, now);
        if (!(event instanceof Event.Proposed)) {
            return decision;
        }
        List<JournalRecord> records = decision.records().stream().filter(record -> !forgets(record)).toList();
        return new Decision(records, decision.tell(), decision.reply());
    }

    private boolean forgets(JournalRecord record) {
        boolean forgets = record instanceof MarketImage image
                && image.policy().filter(state -> lot.fallsOn(state.text())).isPresent();
        if (forgets) {
            firings.fired();
        }
        return forgets;
    }
}
