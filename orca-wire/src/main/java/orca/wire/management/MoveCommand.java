package orca.wire.management;

import java.util.Optional;
import orca.wire.text.Default;

/**
 * Move a unit that is up to another host; to be posted to {@code move-unit}.
 *
 * @param actor the authority; may be left out when only one has such a unit
 * @param host where to
 * @param reason what its holder is told
 */
public record MoveCommand(
        Optional<String> requestId,
        @Default("false") boolean dryRun,
        Optional<String> actor,
        String unit,
        String host,
        @Default("") String reason) {}
