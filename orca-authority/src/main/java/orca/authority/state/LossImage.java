package orca.authority.state;

import java.util.Objects;
import java.util.Optional;
import orca.core.actor.Loss;
import orca.core.contract.Cause;
import orca.core.contract.Subject;

/**
 * That something was lost.
 *
 * @param loss empty: it is settled, and what was noted meanwhile is forgotten
 */
public record LossImage(Optional<Loss> loss, Cause cause) implements AuthorityRecord {
    public LossImage {
        Objects.requireNonNull(loss, "loss");
        Objects.requireNonNull(cause, "cause");
    }

    @Override
    public Subject subject() {
        return new SiteSubject("loss", "");
    }
}
