package orca.wire.management;

import java.util.Map;
import java.util.Optional;
import orca.core.resource.PropertyList;

/**
 * A unit at its authority.
 *
 * @param id the site's name for it
 * @param actor the authority
 * @param host where it lives
 * @param type what it is
 * @param lease the reservation that it belongs to
 * @param holder whose that is
 * @param state {@code setup}, {@code ready}, ... {@code quarantined}
 * @param waitsFor who has to act next
 * @param attempt the number of its running or last handler call
 * @param sliver its size, by dimension
 * @param reason why it is as it is; may be empty
 */
public record UnitRow(
        String id,
        String actor,
        String host,
        String type,
        String lease,
        String holder,
        String state,
        String waitsFor,
        int attempt,
        Map<String, Long> sliver,
        PropertyList properties,
        String reason,
        Optional<CauseView> cause) {}
