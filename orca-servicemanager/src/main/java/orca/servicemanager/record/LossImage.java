package orca.servicemanager.record;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import orca.core.actor.Loss;
import orca.core.contract.Cause;
import orca.core.contract.Subject;

/**
 * That something was lost.
 *
 * @param loss empty: it is settled, and what was noted meanwhile is forgotten
 * @param askAt when peers are asked again what they know, while it is open
 * @param turn counts the times
 */
public record LossImage(Optional<Loss> loss, Optional<Instant> askAt, long turn, Cause cause) implements GuestRecord {
    /** The loss as a subject; it has no peer. */
    public enum Lost implements Subject {
        LOST
    }

    public LossImage {
        Objects.requireNonNull(loss, "loss");
        Objects.requireNonNull(askAt, "loss.askAt");
        Objects.requireNonNull(cause, "cause");
    }

    @Override
    public Subject subject() {
        return Lost.LOST;
    }
}
