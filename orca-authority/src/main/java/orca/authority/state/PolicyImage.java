package orca.authority.state;

import java.util.Objects;
import java.util.Optional;
import orca.core.contract.Cause;
import orca.core.contract.Subject;
import orca.core.policy.PolicyState;

/** What the assignment policy wants to remember, and how its last trouble came about. */
public record PolicyImage(Optional<PolicyState> state, Cause cause) implements AuthorityRecord {
    public PolicyImage {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(cause, "cause");
    }

    @Override
    public Subject subject() {
        return new SiteSubject("policy", "assignment");
    }
}
