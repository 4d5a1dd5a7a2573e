package orca.simulator.check;

import java.time.Instant;
import orca.authority.state.LeaseImage;
import orca.core.actor.Decision;
import orca.core.actor.Event;
import orca.core.contract.Principal;
import orca.core.journal.JournalRecord;
import orca.core.protocol.Message;
import orca.simulator.federation.Node;

/**
 * No message changes anything unless its signer may do that (invariant 4). Who has no contract of its own can at the most be
 * remembered for having asked for one.
 */
final class Trespass {
    private final Principal stranger;

    Trespass(Principal stranger) {
        this.stranger = stranger;
    }

    void offering(Node node, Event event, Instant now) {
        if (!(event instanceof Event.Arrived(Principal from, Message message)) || !from.equals(stranger)) {
            return;
        }
        Decision decision = node.actor().decide(event, now);
        for (JournalRecord record : decision.records()) {
            boolean own = record instanceof LeaseImage lease && lease.key().holder().equals(stranger)
                    && lease.bound().isEmpty() && lease.state().isEnd();
            if (!own) {
                throw new Broken(node + " lets " + stranger + " change something by " + message + ": " + record);
            }
        }
    }
}
