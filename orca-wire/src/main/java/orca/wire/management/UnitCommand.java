package orca.wire.management;

import java.util.Optional;
import orca.wire.text.Default;

/**
 * An operator's word about a quarantined unit; to be posted to {@code free-unit} or {@code retry-teardown}.
 *
 * @param actor the authority; may be left out when only one has such a unit
 * @param reason for {@code free-unit}: how it is known to be gone
 */
public record UnitCommand(
        Optional<String> requestId,
        @Default("false") boolean dryRun,
        Optional<String> actor,
        String unit,
        @Default("") String reason) {}
