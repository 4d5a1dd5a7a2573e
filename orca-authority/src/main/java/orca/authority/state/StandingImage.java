package orca.authority.state;

import java.util.Objects;
import java.util.Optional;
import orca.core.contract.Cause;
import orca.core.contract.Stamp;
import orca.core.contract.Subject;
import orca.core.ticket.Relinquishment;
import orca.core.ticket.Ticket;

/**
 * What a broker said about its tickets for a lease that is not over.
 *
 * @param holds the one ticket that holds; empty when none does
 * @param freed whether the broker was told that nothing beyond it is held any more
 * @param relinquishment what the holder signed last to give some of them up, as far as the broker showed it
 */
public record StandingImage(StandingId id, Stamp stamp, Optional<Ticket> holds, boolean revoked, boolean freed,
        Optional<Relinquishment> relinquishment, Cause cause)
        implements AuthorityRecord {
    public StandingImage {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(stamp, "stamp");
        Objects.requireNonNull(holds, "holds");
        Objects.requireNonNull(relinquishment, "relinquishment");
        Objects.requireNonNull(cause, "cause");
    }

    @Override
    public Subject subject() {
        return id;
    }

    /** The revision that holds; 0 when none does. */
    public long valid() {
        return holds.map(Ticket::revision).orElse(0L);
    }

    /** Whether the holder of {@code ticket} signed that it has nothing by it any more. */
    public boolean ends(Ticket ticket) {
        return relinquishment.filter(paper -> paper.ends(ticket)).isPresent();
    }

    /** The broker says the same again, and by what its holder gave some of it up. */
    public StandingImage shown(Relinquishment paper) {
        return new StandingImage(id, stamp, holds, revoked, freed, Optional.of(paper), cause);
    }

    public StandingImage freed(boolean now) {
        return new StandingImage(id, stamp, holds, revoked, now, relinquishment, cause);
    }
}
