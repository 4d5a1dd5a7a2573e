package orca.authority.state;

import java.util.Objects;
import java.util.Optional;
import orca.core.contract.Cause;
import orca.core.contract.Subject;
import orca.core.policy.Chosen;

/**
 * Which policy is followed.
 *
 * @param chosen what an operator chose; empty: what the configuration says
 * @param room the number of this change among all by which room came free: another policy may find some where none was
 */
public record ChoiceImage(Optional<Chosen> chosen, long room, Cause cause) implements AuthorityRecord {
    public ChoiceImage {
        Objects.requireNonNull(chosen, "chosen");
        Objects.requireNonNull(cause, "cause");
    }

    @Override
    public Subject subject() {
        return new SiteSubject("policy", "choice");
    }
}
