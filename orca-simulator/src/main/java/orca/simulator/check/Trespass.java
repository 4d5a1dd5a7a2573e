package orca.simulator.check;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import orca.authority.state.LeaseImage;
import orca.broker.ledger.TicketImage;
import orca.core.actor.Decision;
import orca.core.actor.Event;
import orca.core.contract.Principal;
import orca.core.journal.JournalRecord;
import orca.core.protocol.Message;
import orca.simulator.federation.Watched;

/**
 * No message changes anything unless its signer may do that (invariant 4). Who has no contract of its own can at the most be
 * remembered for having asked for one, or for having given back what it never had.
 */
final class Trespass {
    private final Set<Principal> strangers;

    Trespass(Set<Principal> strangers) {
        this.strangers = new LinkedHashSet<>(strangers);
    }

    void offering(Watched node, Event event, Instant now) {
        if (!(event instanceof Event.Arrived(Principal from, Message message)) || !strangers.contains(from)) {
            return;
        }
        Decision decision = node.actor().decide(event, now);
        for (JournalRecord record : decision.records()) {
            boolean own = switch (record) {
                case LeaseImage lease -> lease.key().holder().equals(from) && lease.bound().isEmpty() && lease.state().isEnd();
                case TicketImage ticket -> ticket.key().holder().equals(from) && ticket.ticket().isEmpty()
                        && ticket.state().isEnd();
                default -> false; // records are an open family, and no other is about somebody's own contract
            };
            if (!own) {
                throw new Broken(node + " lets " + from + " change something by " + message + ": " + record);
            }
        }
    }
}
