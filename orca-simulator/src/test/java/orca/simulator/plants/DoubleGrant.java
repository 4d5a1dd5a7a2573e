package orca.simulator.plants;

import java.time.Instant;
import java.util.List;
import orca.broker.Broker;
import orca.broker.ledger.TicketImage;
import orca.core.actor.Decision;
import orca.core.actor.Event;
import orca.core.journal.JournalRecord;
import orca.core.ticket.TicketState;

/**
 * A broker that issues a ticket and forgets to book it. Its calendar, which it rebuilds from the bookings of its tickets, stays
 * right in its own eyes, and what was promised is there to be promised again.
 */
final class DoubleGrant extends Disguise<Broker> {
    private final Lot lot;
    private final Firings firings;

    DoubleGrant(Broker heart, Lot lot, Firings firings) {
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
        List<JournalRecord> records = decision.records().stream().map(this::booked).toList();
        return new Decision(records, decision.tell(), decision.reply());
    }

    private JournalRecord booked(JournalRecord record) {
        if (!(record instanceof TicketImage image) || image.state() != TicketState.TICKETED || image.bookings().isEmpty()
                || !lot.fallsOn(image.key())) {
            return record;
        }
        firings.fired();
        return new TicketImage(image.key(), image.state(), image.heard(), image.open(), image.demand(), image.answer(),
                image.said(), image.seen(), image.mustSee(), image.ticket(), image.holding(), List.of(), image.standing(),
                image.bidding(), image.relinquishment(), image.notices(), image.noticed(), image.forgetAt(), image.mark(),
                image.cause());
    }
}
