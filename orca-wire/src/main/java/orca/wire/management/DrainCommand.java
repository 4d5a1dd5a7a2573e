package orca.wire.management;

import java.util.Optional;
import orca.wire.text.Default;

/**
 * Have the units of a host live elsewhere, and place no new ones on it, or end that; to be posted to {@code drain}.
 *
 * @param drained whether it begins or ends
 * @param reason for operators
 */
public record DrainCommand(
        Optional<String> requestId,
        @Default("false") boolean dryRun,
        Optional<String> actor,
        String host,
        @Default("true") boolean drained,
        @Default("") String reason) {}
