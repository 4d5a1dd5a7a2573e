package orca.authority.state;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import orca.core.contract.Cause;
import orca.core.contract.Subject;
import orca.core.policy.PolicyState;

/**
 * What the assignment policy wants to remember, and how its last trouble came about.
 *
 * @param askAt when it is to be asked about moves though nothing has changed
 */
public record PolicyImage(Optional<PolicyState> state, Optional<Instant> askAt, Cause cause) implements AuthorityRecord {
    /** The policy as a subject. */
    public static final SiteSubject SUBJECT = new SiteSubject("policy", "assignment");

    public PolicyImage {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(askAt, "askAt");
        Objects.requireNonNull(cause, "cause");
    }

    @Override
    public Subject subject() {
        return SUBJECT;
    }
}
