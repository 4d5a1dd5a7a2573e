package orca.authority.state;

import java.util.Objects;
import java.util.Optional;
import orca.core.contract.Cause;
import orca.core.contract.Subject;
import orca.core.policy.PolicyState;

/**
 * What the assignment policy wants to remember, and how its last trouble came about.
 *
 * @param looked how often room had come free when it was last shown what can be moved, and answered
 */
public record PolicyImage(Optional<PolicyState> state, Optional<Long> looked, Cause cause) implements AuthorityRecord {
    public PolicyImage {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(looked, "looked");
        Objects.requireNonNull(cause, "cause");
    }

    @Override
    public Subject subject() {
        return new SiteSubject("policy", "assignment");
    }
}
