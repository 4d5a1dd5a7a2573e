package orca.core.contract;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** What became of the newest demand; part of every view. */
public sealed interface Answer {
    /**
     * Somebody still has to act.
     *
     * @param waitingFor whom or what, for people
     * @param estimate when it may be granted; it may move until it is
     */
    record Pending(String waitingFor, Optional<Instant> estimate) implements Answer {
        public Pending {
            Objects.requireNonNull(waitingFor, "waitingFor");
            Objects.requireNonNull(estimate, "estimate");
        }
    }

    /**
     * It was granted, whole or in part.
     *
     * @param asked units asked
     * @param granted units granted, which may be fewer only where the demand was elastic
     * @param why what to tell people where the two differ, or the start moved; else empty
     */
    record Granted(long asked, long granted, String why) implements Answer {
        public Granted {
            Objects.requireNonNull(why, "why");
        }
    }

    /** It was refused; what was held before is still held. */
    record Refused(Refusal refusal) implements Answer {
        public Refused {
            Objects.requireNonNull(refusal, "refusal");
        }
    }

    /** The contract is over. */
    record Ended(String reason) implements Answer {
        public Ended {
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** Whether nobody has to act any more before the asker may go on. */
    default boolean isFinal() {
        return !(this instanceof Pending);
    }
}
