package orca.wire.management;

import java.util.Optional;
import orca.wire.text.Default;

/** Let no more tickets be issued on a delegation; to be posted to {@code reclaim}. */
public record ReclaimCommand(
        Optional<String> requestId,
        @Default("false") boolean dryRun,
        Optional<String> actor,
        String id,
        @Default("") String reason) {}
