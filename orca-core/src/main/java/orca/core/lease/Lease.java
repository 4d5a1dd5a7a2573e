package orca.core.lease;

import java.util.List;
import java.util.Objects;
import orca.core.contract.Assurance;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.resource.TypeName;
import orca.core.time.Term;

/**
 * What the site bound, to whom, until when: the contract that a guest can rely on.
 *
 * @param reservation the holder's name for it
 * @param ticketRevision the revision of the ticket that it binds
 * @param issuer the authority
 * @param holder the service manager
 * @param type of its units
 * @param assurance repeated from the ticket
 * @param term when it holds
 * @param units what is in it
 */
public record Lease(
        ReservationId reservation,
        long ticketRevision,
        Principal issuer,
        Principal holder,
        TypeName type,
        Assurance assurance,
        Term term,
        List<LeasedUnit> units) {
    public Lease {
        Objects.requireNonNull(reservation, "lease.reservation");
        Objects.requireNonNull(issuer, "lease.issuer");
        Objects.requireNonNull(holder, "lease.holder");
        Objects.requireNonNull(type, "lease.type");
        Objects.requireNonNull(assurance, "lease.assurance");
        Objects.requireNonNull(term, "lease.term");
        units = List.copyOf(units);
    }
}
