package orca.wire.management;

import java.time.Instant;
import java.util.Optional;

/**
 * The best that could be had instead.
 *
 * @param earliestStart when all of it would be there for the whole length, if ever
 * @param units the most for the term as asked
 */
public record AlternativeView(Optional<Instant> earliestStart, long units) {}
