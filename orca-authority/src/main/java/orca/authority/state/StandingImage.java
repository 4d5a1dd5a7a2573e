package orca.authority.state;

import java.util.Objects;
import orca.core.contract.Cause;
import orca.core.contract.Principal;
import orca.core.contract.Stamp;
import orca.core.contract.Subject;

/**
 * What a broker said about its tickets for a lease that is not over.
 *
 * @param valid the one revision that holds; 0 when none does
 * @param freed whether the broker was told that nothing beyond it is held any more
 */
public record StandingImage(StandingId id, Principal broker, Stamp stamp, long valid, boolean revoked, boolean freed, Cause cause)
        implements AuthorityRecord {
    public StandingImage {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(broker, "broker");
        Objects.requireNonNull(stamp, "stamp");
        Objects.requireNonNull(cause, "cause");
    }

    @Override
    public Subject subject() {
        return id;
    }

    public StandingImage freed(boolean now) {
        return new StandingImage(id, broker, stamp, valid, revoked, now, cause);
    }
}
