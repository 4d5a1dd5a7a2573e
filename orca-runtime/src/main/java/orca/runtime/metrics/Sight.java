package orca.runtime.metrics;

import java.time.Instant;
import java.util.Optional;
import orca.core.contract.Refusal;

/** What a journal record says to somebody who counts. */
sealed interface Sight {
    /** What is counted. */
    enum Kind {
        LEASE, UNIT, DELEGATION, HOST, MAINTENANCE, TICKET, HOLDING, RESERVATION, MEMBER, LETTER;

        /** Whether one of these is of a resource type. */
        boolean typed() {
            return this != MAINTENANCE && this != MEMBER && this != LETTER;
        }
    }

    /** How a host is. */
    enum HostState { OPEN, DRAINED, CLOSED }

    /**
     * Something is in a state.
     *
     * @param type its resource type; absent when the record does not say any more
     * @param state of its own table
     * @param since when it came into that state, as far as the record says
     * @param refusal the latest no that was said about it
     */
    record Standing(Kind kind, Optional<String> type, Enum<?> state, Instant since, Optional<Refused> refusal)
            implements Sight {}

    /** It is no more. */
    record Gone() implements Sight {}

    /** It is nothing that is counted. */
    record Nothing() implements Sight {}

    /**
     * A no.
     *
     * @param to tells one no from the next
     */
    record Refused(Object to, Refusal.Kind kind) {}
}
