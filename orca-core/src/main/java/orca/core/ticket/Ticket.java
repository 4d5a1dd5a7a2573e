package orca.core.ticket;

import java.util.Objects;
import java.util.Optional;
import orca.core.contract.Assurance;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.resource.Amounts;
import orca.core.resource.Bins;
import orca.core.resource.PropertyList;
import orca.core.resource.TypeName;
import orca.core.time.Term;

/**
 * A broker's promise: so many units of a type throughout a term, to one holder.
 *
 * @param reservation the holder's reservation that it answers
 * @param revision 1 at first; each later one replaces the one before
 * @param issuer the broker
 * @param holder the service manager
 * @param delegation the right that it is drawn from
 * @param type of the units
 * @param units how many
 * @param minUnits how few the holder can use
 * @param sliver how large each
 * @param assurance how firmly
 * @param term when
 * @param properties for the authority
 * @param bins how many of the units are in which bin of the delegation, where that has bins
 */
public record Ticket(
        ReservationId reservation,
        long revision,
        Principal issuer,
        Principal holder,
        DelegationId delegation,
        TypeName type,
        long units,
        long minUnits,
        Amounts sliver,
        Assurance assurance,
        Term term,
        PropertyList properties,
        Optional<Amounts> bins) {
    /** Added to revisions with each epoch of a broker, so that one that forgot some never issues one a second time. */
    public static final long REVISIONS_PER_EPOCH = 1_000_000_000;

    public Ticket {
        Objects.requireNonNull(reservation, "ticket.reservation");
        Objects.requireNonNull(issuer, "ticket.issuer");
        Objects.requireNonNull(holder, "ticket.holder");
        Objects.requireNonNull(delegation, "ticket.delegation");
        Objects.requireNonNull(type, "ticket.type");
        Objects.requireNonNull(sliver, "ticket.sliver");
        Objects.requireNonNull(assurance, "ticket.assurance");
        Objects.requireNonNull(term, "ticket.term");
        Objects.requireNonNull(properties, "ticket.properties");
        Objects.requireNonNull(bins, "ticket.bins");
        if (revision < 1) {
            throw new IllegalArgumentException("ticket.revision: must be 1 or more, got " + revision);
        }
        if (minUnits < 1 || minUnits > units || units > Demand.MOST_UNITS) {
            throw new IllegalArgumentException("ticket.units: must be from minUnits (" + minUnits + ", at least 1) to "
                    + Demand.MOST_UNITS + ", got " + units);
        }
        if (bins.isPresent() && (bins.get().size() == 0 || bins.get().size() > Bins.MOST || Bins.sum(bins.get()) != units)) {
            throw new IllegalArgumentException("ticket.bins: must be 1 to " + Bins.MOST + " with " + units
                    + " units together, got " + bins.get());
        }
    }

    /** One on a delegation without bins. */
    public Ticket(ReservationId reservation, long revision, Principal issuer, Principal holder, DelegationId delegation,
            TypeName type, long units, long minUnits, Amounts sliver, Assurance assurance, Term term, PropertyList properties) {
        this(reservation, revision, issuer, holder, delegation, type, units, minUnits, sliver, assurance, term, properties,
                Optional.empty());
    }

    /** Whether its broker issued it in a life before {@code epoch}, and so may have forgotten it since. */
    public boolean isBefore(long epoch) {
        return isBefore(revision, epoch);
    }

    /** The same of a ticket of which only the number is known. */
    public static boolean isBefore(long revision, long epoch) {
        return (revision - 1) / REVISIONS_PER_EPOCH + 1 < epoch;
    }

    /** The same under another number. */
    public Ticket revised(long number) {
        return new Ticket(reservation, number, issuer, holder, delegation, type, units, minUnits, sliver, assurance, term,
                properties, bins);
    }

    /** What it weighs on a calendar, the count of units first; where it says its bins, with that of each behind. */
    public Amounts load() {
        return bins.map(counts -> Bins.load(sliver, counts)).orElseGet(() -> sliver.load(units));
    }
}
