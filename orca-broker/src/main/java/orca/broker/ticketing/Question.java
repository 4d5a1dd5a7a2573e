package orca.broker.ticketing;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import orca.core.actor.Outgoing;
import orca.core.contract.Answer;
import orca.core.contract.ContractKey;
import orca.core.contract.Stamp;
import orca.core.contract.Subject;
import orca.core.protocol.Message;
import orca.core.ticket.TicketState;

/**
 * What a broker says to a holder that was shown more in an earlier life than is known here: whoever has seen a view of this life
 * shows the ticket that it has. Nothing is remembered of it, for the holder repeats itself.
 */
public record Question(Outgoing view) implements Subject {
    public Question {
        Objects.requireNonNull(view, "question.view");
    }

    /** The question about {@code key}, later than {@code seen} and before anything that this life will show. */
    static Question about(ContractKey key, Stamp seen, long epoch) {
        Answer pending = new Answer.Pending("its holder: it is not known here, and may be shown", Optional.empty());
        return new Question(new Outgoing(key.holder(), new Message.TicketView(key.id(), new Stamp(epoch, seen.revision()),
                Stamp.NONE, TicketState.UNKNOWN, pending, Optional.empty(), List.of(), true)));
    }
}
