package orca.core.protocol;

import java.util.List;
import java.util.Objects;
import orca.core.contract.Refusal;

/** What an actor answers a command, once what it decided is durable. */
public sealed interface Reply {
    /**
     * It is on record; what follows is for peers and handlers to do.
     *
     * @param ids what it is about: the reservations asked for, the delegation made; may be empty
     * @param note what else there is to say, or empty
     */
    record Accepted(List<String> ids, String note) implements Reply {
        public Accepted {
            ids = List.copyOf(ids);
            Objects.requireNonNull(note, "note");
        }
    }

    /** Nothing was changed. */
    record Declined(Refusal refusal) implements Reply {
        public Declined {
            Objects.requireNonNull(refusal, "refusal");
        }
    }

    static Reply accepted(String... ids) {
        return new Accepted(List.of(ids), "");
    }

    static Reply declined(Refusal.Kind kind, String reason) {
        return new Declined(Refusal.of(kind, reason));
    }
}
