package orca.servicemanager.record;

import java.util.Objects;
import java.util.Optional;
import orca.core.contract.Cause;
import orca.core.contract.Subject;
import orca.core.policy.Chosen;

/**
 * Which controller rules a slice.
 *
 * @param chosen what an operator chose; empty: what the configuration says
 */
public record ChoiceImage(SliceName slice, Optional<Chosen> chosen, Cause cause) implements GuestRecord {
    public ChoiceImage {
        Objects.requireNonNull(slice, "choice.slice");
        Objects.requireNonNull(chosen, "choice.chosen");
        Objects.requireNonNull(cause, "choice.cause");
    }

    /** The choice for one slice; apart from the slice itself, which is forgotten with its last reservation. */
    public record Choice(SliceName slice) implements Subject {}

    @Override
    public Subject subject() {
        return new Choice(slice);
    }
}
