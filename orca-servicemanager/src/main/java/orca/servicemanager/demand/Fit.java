package orca.servicemanager.demand;

import java.util.Optional;
import orca.core.lease.Lease;
import orca.core.ticket.Demand;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
import orca.core.time.Term;
import orca.servicemanager.record.ReservationImage;

/** Whether a ticket answers the demand and a lease binds the ticket. A guest believes nobody's arithmetic but its own. */
public final class Fit {
    private Fit() {}

    /** Says why {@code chain} is no answer to {@code said}, a demand of {@code reservation}; empty when it is one. */
    public static Optional<String> flaw(ReservationImage reservation, Demand said, TicketChain chain) {
        Ticket ticket = chain.ticket();
        if (!ticket.reservation().equals(reservation.id()) || !ticket.holder().equals(reservation.subject().holder())) {
            return Optional.of("the ticket is for " + ticket.holder() + "/" + ticket.reservation());
        }
        if (!ticket.issuer().equals(reservation.purpose().broker())) {
            return Optional.of("the ticket was issued by " + ticket.issuer());
        }
        if (!ticket.type().equals(said.type()) || !ticket.sliver().equals(said.sliver())) {
            return Optional.of("the ticket is for " + ticket.type() + " " + ticket.sliver() + ", not for " + said.type() + " "
                    + said.sliver());
        }
        if (ticket.units() < said.minUnits() || ticket.units() > said.units()) {
            return Optional.of(
                    "the ticket has " + ticket.units() + " units, asked were " + said.minUnits() + " to " + said.units());
        }
        if (ticket.assurance() != said.assurance()) {
            return Optional.of("the ticket promises " + ticket.assurance() + ", not " + said.assurance());
        }
        if (!ticket.properties().has(said.properties())) {
            return Optional.of("the ticket does not say all that was asked for, " + said.properties());
        }
        if (said.site().isPresent() && !said.site().get().equals(chain.root().issuer())) {
            return Optional.of("the ticket is from site " + chain.root().issuer());
        }
        if (reservation.broker().chain().filter(c -> c.ticket().revision() >= ticket.revision()).isPresent()) {
            return Optional.of("the ticket has revision " + ticket.revision() + ", which is no newer than the last");
        }
        if (reservation.site().authority().filter(a -> !a.equals(chain.root().issuer())).isPresent()) {
            return Optional.of("the ticket is from another site than the lease: " + chain.root().issuer());
        }
        return termFlaw(said, ticket.term()).or(chain::widening);
    }

    private static Optional<String> termFlaw(Demand said, Term term) {
        boolean starts = !term.start().isBefore(said.term().start()) && !term.start().isAfter(said.lastStart());
        return starts && term.length().equals(said.term().length())
                ? Optional.empty()
                : Optional.of("the ticket is for " + term + ", asked was " + said.term());
    }

    /** Says why {@code lease} does not bind the ticket that {@code reservation} redeemed last; empty when it does. */
    public static Optional<String> flaw(ReservationImage reservation, Lease lease) {
        Optional<Ticket> redeemed = reservation.site().chain().map(TicketChain::ticket);
        if (redeemed.isEmpty()) {
            return Optional.of("no ticket was redeemed");
        }
        Ticket ticket = redeemed.get();
        if (!belongs(reservation, lease)) {
            return Optional.of("the lease is for " + lease.holder() + "/" + lease.reservation() + " by " + lease.issuer());
        }
        if (lease.ticketRevision() != ticket.revision()) {
            return Optional.of("the lease binds revision " + lease.ticketRevision() + ", not " + ticket.revision());
        }
        if (!lease.type().equals(ticket.type()) || lease.assurance() != ticket.assurance()) {
            return Optional.of("the lease is for " + lease.type() + ", " + lease.assurance());
        }
        return lease.term().equals(ticket.term())
                ? Optional.empty()
                : Optional.of("the lease is for " + lease.term() + ", the ticket for " + ticket.term());
    }

    /** Whether {@code lease} is one of this reservation's at all. */
    public static boolean belongs(ReservationImage reservation, Lease lease) {
        return lease.reservation().equals(reservation.id())
                && lease.holder().equals(reservation.subject().holder())
                && reservation.site().authority().filter(lease.issuer()::equals).isPresent();
    }
}
