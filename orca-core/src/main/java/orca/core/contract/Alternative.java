package orca.core.contract;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * The best that could have been had instead of what was refused.
 *
 * @param earliestStart when the whole quantity would be there for the whole length, if ever
 * @param units the most units for the term as asked; 0 when none
 */
public record Alternative(Optional<Instant> earliestStart, long units) {
    public Alternative {
        Objects.requireNonNull(earliestStart, "earliestStart");
        if (units < 0) {
            throw new IllegalArgumentException("alternative.units: must be 0 or more, got " + units);
        }
    }
}
