package orca.wire.management;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A ticket at its broker.
 *
 * @param id the reservation that it answers
 * @param actor the broker
 * @param holder the service manager
 * @param state {@code requested}, {@code approval}, {@code ticketed}, ...
 * @param waitsFor who has to act next
 * @param asked units wanted
 * @param granted units promised, once they are
 * @param sliver the size of each unit, by dimension
 * @param wanted the term wanted; of a ticket of which no term is remembered, twice the instant at which it ended
 * @param term the term promised, once one is
 * @param delegation the right that it is drawn from
 * @param revision counts what was promised, from 1; 0 before
 * @param deadline until when an operator has to answer, if one has
 */
public record TicketRow(
        String id,
        String actor,
        String holder,
        String state,
        String waitsFor,
        String type,
        long asked,
        Optional<Long> granted,
        Map<String, Long> sliver,
        TermView wanted,
        Optional<TermView> term,
        Optional<String> delegation,
        long revision,
        Optional<Instant> deadline,
        String reason,
        Optional<CauseView> cause) {}
