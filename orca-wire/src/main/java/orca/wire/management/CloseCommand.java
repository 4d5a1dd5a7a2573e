package orca.wire.management;

import java.util.Optional;
import orca.wire.text.Default;

/** Want no more of a reservation; to be posted to {@code close}. */
public record CloseCommand(
        Optional<String> requestId, @Default("false") boolean dryRun, Optional<String> actor, String id) {}
