package orca.broker.ledger;

import java.util.Objects;
import java.util.Optional;
import orca.core.contract.Cause;
import orca.core.contract.Subject;
import orca.core.policy.Chosen;

/**
 * Which policy is followed.
 *
 * @param chosen what an operator chose; empty: what the configuration says
 */
public record ChoiceImage(Optional<Chosen> chosen, Cause cause) implements BrokerRecord {
    /** The choice as a subject; it has no peer and owes nothing. */
    public enum Choice implements Subject {
        CHOICE
    }

    public ChoiceImage {
        Objects.requireNonNull(chosen, "choice.chosen");
        Objects.requireNonNull(cause, "choice.cause");
    }

    @Override
    public Subject subject() {
        return Choice.CHOICE;
    }
}
