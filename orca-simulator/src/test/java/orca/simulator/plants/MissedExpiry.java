package orca.simulator.plants;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import orca.authority.Authority;
import orca.authority.state.LeaseFile;
import orca.broker.Broker;
import orca.broker.ledger.TicketImage;
import orca.core.actor.Actor;
import orca.core.actor.Decision;
import orca.core.actor.Event;
import orca.core.contract.ContractKey;
import orca.core.lease.LeaseState;
import orca.core.reservation.ReservationState;
import orca.core.ticket.TicketState;
import orca.core.time.Term;
import orca.servicemanager.ServiceManager;
import orca.servicemanager.record.ReservationImage;

/** An actor that does nothing when the term of some of its contracts has ended: the alarm rings and is not acted upon. */
final class MissedExpiry<A extends Actor> extends Disguise<A> {
    private final Lot lot;
    private final Firings firings;
    private final Ends<A> ends;

    /** Whether the term of what stands under {@code key} has ended, and {@code mark} is that of its alarm. */
    private interface Ends<A> {
        boolean ended(A heart, ContractKey key, long mark, Instant now);
    }

    private MissedExpiry(A heart, Lot lot, Firings firings, Ends<A> ends) {
        super(heart);
        this.lot = lot;
        this.firings = firings;
        this.ends = ends;
    }

    static Actor at(Authority heart, Lot lot, Firings firings) {
        return new MissedExpiry<>(heart, lot, firings, (site, key, mark, now) -> site.site().lease(key).map(LeaseFile::image)
                .filter(l -> l.version() == mark && binds(l.state()))
                .flatMap(l -> l.bound()).filter(b -> b.term().endedAt(now)).isPresent());
    }

    static Actor at(Broker heart, Lot lot, Firings firings) {
        return new MissedExpiry<>(heart, lot, firings, (broker, key, mark, now) -> broker.ticket(key)
                .filter(t -> t.mark() == mark && t.state() != TicketState.RELEASING)
                .flatMap(TicketImage::ticket).filter(t -> t.term().endedAt(now)).isPresent());
    }

    static Actor at(ServiceManager heart, Lot lot, Firings firings) {
        return new MissedExpiry<>(heart, lot, firings, (guest, key, mark, now) ->
                guest.duties(key).alarm().filter(a -> a.mark() == mark).isPresent()
                        && reservation(guest, key).filter(r -> serves(r.state())).flatMap(ReservationImage::term)
                                .map(Term::end).filter(end -> !end.minus(guest.settings().times().margin()).isAfter(now))
                                .isPresent());
    }

    private static Optional<ReservationImage> reservation(ServiceManager guest, ContractKey key) {
        Predicate<ReservationImage> meant = r -> r.subject().equals(key);
        return guest.reservations().stream().filter(meant).findFirst();
    }

    private static boolean binds(LeaseState state) {
        return switch (state) {
            case PRIMING, ACTIVE, EXTENDING, MODIFYING -> true;
            case UNKNOWN, REQUESTED, CLOSING, FAILED, REFUSED, CLOSED -> false;
        };
    }

    private static boolean serves(ReservationState state) {
        return switch (state) {
            case TICKETED, REDEEMING, JOINING, ACTIVE, EXTENDING_TICKET, EXTENDING_LEASE, RETURNING -> true;
            case NASCENT, TICKETING, LEAVING, CLOSING, CLOSED, FAILED -> false;
        };
    }

    @Override
    public Decision decide(Event event, Instant now) {
        if (event instanceof Event.Rang(ContractKey key, long mark) && lot.fallsOn(key)
                && ends.ended(heart(), key, mark, now)) {
            firings.fired();
            return Decision.NOTHING;
        }
        return super.decide(event, now);
    }
}
