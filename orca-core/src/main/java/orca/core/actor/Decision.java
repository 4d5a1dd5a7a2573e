package orca.core.actor;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import orca.core.contract.Subject;
import orca.core.journal.JournalRecord;
import orca.core.protocol.Reply;

/**
 * What an actor makes of an event. Deciding changes nothing; only {@link Actor#apply applying} the records does.
 *
 * @param records the new states, in order
 * @param tell subjects whose peer is told once, after all this is durable, how things stand; what has to be repeated
 *     until it is heard is in the subject's {@link Duties} instead
 * @param reply for commands
 */
public record Decision(List<JournalRecord> records, List<Subject> tell, Optional<Reply> reply) {
    /** Nothing happens: the event is stale, or is nobody's business. */
    public static final Decision NOTHING = new Decision(List.of(), List.of(), Optional.empty());

    public Decision {
        records = List.copyOf(records);
        tell = List.copyOf(tell);
        Objects.requireNonNull(reply, "reply");
    }

    public static Decision of(List<? extends JournalRecord> records, List<? extends Subject> tell) {
        return new Decision(List.copyOf(records), List.copyOf(tell), Optional.empty());
    }

    /** Nothing changes, and the peer of {@code subject} is told how things stand. */
    public static Decision tellOnly(Subject subject) {
        return new Decision(List.of(), List.of(subject), Optional.empty());
    }

    public static Decision reply(Reply reply) {
        return new Decision(List.of(), List.of(), Optional.of(reply));
    }

    public Decision withReply(Reply reply) {
        return new Decision(records, tell, Optional.of(reply));
    }
}
