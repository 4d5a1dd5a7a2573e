package orca.authority.state;

import java.util.Objects;
import java.util.Optional;
import orca.core.contract.Assurance;
import orca.core.resource.Amounts;
import orca.core.resource.TypeName;
import orca.core.ticket.Ticket;
import orca.core.time.Term;

/**
 * What binds the site.
 *
 * @param revision of the ticket that it comes from
 * @param units how many were asked for
 * @param minUnits how few the holder can use: with fewer the lease does not even begin. What an extension adds may fail
 *     without taking what was there before with it
 * @param term when it holds; the expiry goes by it
 * @param issued the revision that the signed lease shows: an older one until every unit knows its new end
 * @param issuedTerm the term that it shows
 * @param had how many units there were when the holder was told last that it has fewer than it asked for; absent if it has not
 *     been. It gives the others back, so the site makes none in their place
 */
public record Bound(
        TypeName type, long revision, long units, long minUnits, Amounts sliver, Assurance assurance, Term term, long issued,
        Term issuedTerm, Optional<Long> had) {
    public Bound {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(sliver, "sliver");
        Objects.requireNonNull(assurance, "assurance");
        Objects.requireNonNull(term, "term");
        Objects.requireNonNull(issuedTerm, "issuedTerm");
        Objects.requireNonNull(had, "had");
    }

    /**
     * Whether it asks for no more than {@code ticket} gives. A lease that goes by an older ticket may still do: one that was
     * extended in vain and given back is again as it was, under a new revision.
     */
    public boolean within(Ticket ticket) {
        return revision >= ticket.revision()
                || units <= ticket.units() && sliver.fitsIn(ticket.sliver()) && ticket.term().contains(term);
    }

    /**
     * Whether {@code ticket} gives this for fewer units or for as many, and nothing else is different: then a lease that has no
     * more units than that is what the ticket says, and no unit has to change for it.
     */
    public boolean narrowedBy(Ticket ticket) {
        return ticket.revision() > revision && ticket.units() <= units && ticket.type().equals(type)
                && ticket.sliver().equals(sliver) && ticket.assurance() == assurance && ticket.term().equals(term);
    }

    /** The same by {@code ticket}, which narrows it, and shown so. */
    public Bound by(Ticket ticket) {
        return new Bound(type, ticket.revision(), ticket.units(), ticket.minUnits(), sliver, assurance, term, ticket.revision(),
                term, had.filter(count -> count < ticket.units()));
    }

    /** The same, shown as it binds. */
    public Bound issuedNow() {
        return new Bound(type, revision, units, minUnits, sliver, assurance, term, revision, term, had);
    }

    /** The same, and its holder is told that it has {@code count} units. */
    public Bound having(long count) {
        return new Bound(type, revision, units, minUnits, sliver, assurance, term, issued, issuedTerm,
                Optional.of(count).filter(c -> c < units));
    }

    /** How many units the site sees to it that there are. */
    public long kept() {
        return had.orElse(units);
    }
}
