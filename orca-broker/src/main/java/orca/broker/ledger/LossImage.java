package orca.broker.ledger;

import java.util.Objects;
import java.util.Optional;
import orca.core.actor.Loss;
import orca.core.contract.Cause;
import orca.core.contract.Subject;

/**
 * That something was lost.
 *
 * @param loss empty: it is settled, and what was noted meanwhile is forgotten
 * @param epoch the life that began with the newest loss, when that is settled; empty while {@code loss} says it, and in records
 *     of the first version
 */
public record LossImage(Optional<Loss> loss, Cause cause, Optional<Long> epoch) implements BrokerRecord {
    /** The loss as a subject; it has no peer and owes nothing. */
    public enum Lost implements Subject {
        LOST
    }

    public LossImage {
        Objects.requireNonNull(loss, "loss");
        Objects.requireNonNull(cause, "cause");
        Objects.requireNonNull(epoch, "epoch");
    }

    /** One that is not settled. */
    public LossImage(Loss loss, Cause cause) {
        this(Optional.of(loss), cause, Optional.empty());
    }

    @Override
    public Subject subject() {
        return Lost.LOST;
    }
}
