package orca.core.ticket;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.contract.Seal;
import orca.core.resource.Amounts;
import orca.core.resource.Bins;

/**
 * What a holder signs to give time back: it has nothing by these tickets any more, or no more than it keeps. With that the
 * broker can show why it sold the rest again.
 *
 * @param reservation of the tickets
 * @param revision the newest that is given up; all older ones are as well
 * @param issuer of the tickets: the broker, who gets the time back
 * @param holder of the tickets, who signs this
 * @param delegation that they are drawn from
 * @param start of their terms; revisions have it in common, so what is called alike at another time is not meant
 * @param kept what the holder keeps; empty for nothing
 * @param seal the holder's; absent where the holder is, and this has not left yet
 */
public record Relinquishment(
        ReservationId reservation,
        long revision,
        Principal issuer,
        Principal holder,
        DelegationId delegation,
        Instant start,
        Optional<Kept> kept,
        Optional<Seal> seal) {
    public Relinquishment {
        Objects.requireNonNull(reservation, "relinquishment.reservation");
        Objects.requireNonNull(issuer, "relinquishment.issuer");
        Objects.requireNonNull(holder, "relinquishment.holder");
        Objects.requireNonNull(delegation, "relinquishment.delegation");
        Objects.requireNonNull(start, "relinquishment.start");
        Objects.requireNonNull(kept, "relinquishment.kept");
        Objects.requireNonNull(seal, "relinquishment.seal");
        if (revision < 1) {
            throw new IllegalArgumentException("relinquishment.revision: must be 1 or more, got " + revision);
        }
        if (kept.filter(k -> !k.end().isAfter(start)).isPresent()) {
            throw new IllegalArgumentException("relinquishment.end: must be after relinquishment.start, got " + kept.get().end());
        }
    }

    /**
     * As much as the tickets count for from then on.
     *
     * @param units at least 1
     * @param sliver how large each
     * @param end until when
     * @param bins how many of the units are in which bin, where the holder says so; else the first of the tickets'
     */
    public record Kept(long units, Amounts sliver, Instant end, Optional<Amounts> bins) {
        public Kept {
            Objects.requireNonNull(bins, "relinquishment.bins");
            Objects.requireNonNull(sliver, "relinquishment.sliver");
            Objects.requireNonNull(end, "relinquishment.end");
            if (units < 1 || units > Demand.MOST_UNITS) {
                throw new IllegalArgumentException(
                        "relinquishment.units: must be from 1 to " + Demand.MOST_UNITS + ", got " + units);
            }
            sliver.load(units); // what is too much to be weighed is refused
            if (bins.filter(b -> b.size() == 0 || b.size() > Bins.MOST || Bins.sum(b) != units).isPresent()) {
                throw new IllegalArgumentException("relinquishment.bins: must be 1 to " + Bins.MOST + " with " + units
                        + " units together, got " + bins.get());
            }
        }

        /** What is kept of tickets whose bins do not matter. */
        public Kept(long units, Amounts sliver, Instant end) {
            this(units, sliver, end, Optional.empty());
        }

        /** What {@code ticket} weighs at most from then on. */
        public Amounts load(Ticket ticket) {
            return ticket.bins().map(had -> Bins.load(sliver, bins.filter(b -> b.size() == had.size())
                    .orElseGet(() -> Bins.first(had, units)))).orElseGet(() -> sliver.load(units));
        }

        static Kept of(Demand demand) {
            return new Kept(demand.units(), demand.sliver(), demand.term().end(),
                    demand.stays().filter(s -> Bins.sum(s) == demand.units()));
        }
    }

    /** What is signed with a demand, by who holds {@code ticket}: all is given up when it is not open, else what it is less. */
    public static Optional<Relinquishment> with(boolean open, Demand demand, Ticket ticket) {
        if (open && !less(demand, ticket)) {
            return Optional.empty();
        }
        return Optional.of(new Relinquishment(ticket.reservation(), ticket.revision(), ticket.issuer(), ticket.holder(),
                ticket.delegation(), ticket.term().start(), open ? Optional.of(Kept.of(demand)) : Optional.empty(),
                Optional.empty()));
    }

    private static boolean less(Demand demand, Ticket ticket) {
        boolean fits = demand.units() <= ticket.units() && demand.sliver().size() == ticket.sliver().size()
                && demand.sliver().fitsIn(ticket.sliver()) && demand.term().start().equals(ticket.term().start())
                && !demand.term().end().isAfter(ticket.term().end());
        boolean same = demand.units() == ticket.units() && demand.sliver().equals(ticket.sliver())
                && demand.term().equals(ticket.term());
        return fits && !same;
    }

    /** Why it does not go with a demand for {@code id}; empty when it does. */
    public Optional<String> unlike(ReservationId id, boolean open, Demand demand) {
        if (!reservation.equals(id)) {
            return Optional.of("must be about " + id + ", is about " + reservation);
        }
        return kept.equals(open ? Optional.of(Kept.of(demand)) : Optional.empty()) ? Optional.empty()
                : Optional.of("must keep what the demand is for, and nothing when it is not open");
    }

    /** Whether it is about {@code ticket} or another revision of it. */
    public boolean concerns(Ticket ticket) {
        return reservation.equals(ticket.reservation()) && issuer.equals(ticket.issuer()) && holder.equals(ticket.holder())
                && delegation.equals(ticket.delegation()) && start.equals(ticket.term().start());
    }

    /** Whether {@code ticket} is given up by it. */
    public boolean covers(Ticket ticket) {
        return concerns(ticket) && ticket.revision() <= revision;
    }

    /** Whether nothing is left of {@code ticket}. */
    public boolean ends(Ticket ticket) {
        return kept.isEmpty() && covers(ticket);
    }

    public Relinquishment sealed(Seal by) {
        return new Relinquishment(reservation, revision, issuer, holder, delegation, start, kept, Optional.of(by));
    }
}
