package orca.wire.management;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A lease at its authority.
 *
 * @param id the holder's name for it
 * @param actor the authority
 * @param holder the service manager
 * @param broker who issued its ticket
 * @param state {@code requested}, {@code priming}, {@code active}, ...
 * @param waitsFor who has to act next
 * @param units how many it is for
 * @param ready how many of them are up
 * @param sliver the size of each unit, by dimension
 * @param deadline until when an operator has to answer, if one has
 */
public record LeaseRow(
        String id,
        String actor,
        String holder,
        String broker,
        String state,
        String waitsFor,
        String type,
        long units,
        long ready,
        Map<String, Long> sliver,
        Optional<TermView> term,
        Optional<Instant> deadline,
        String reason,
        Optional<CauseView> cause) {}
