package orca.servicemanager.record;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import orca.core.contract.Cause;
import orca.core.contract.ContractKey;
import orca.core.contract.Notice;
import orca.core.contract.Refusal;
import orca.core.contract.ReservationId;
import orca.core.lease.Lease;
import orca.core.lease.UnitId;
import orca.core.reservation.ReservationState;
import orca.core.resource.PropertyList;
import orca.core.ticket.Demand;
import orca.core.ticket.TicketChain;
import orca.core.time.Term;

/**
 * A reservation, whole.
 *
 * @param subject the guest and its name for it
 * @param number counts the reservations of a service manager in the order in which they were made
 * @param cause the last change of {@code state}
 * @param served whether it has been in use
 * @param failure what went other than the guest wanted, if anything did; it then ends FAILED
 * @param wish what is wanted, as far as it was not refused: a changed demand becomes the wish when it is granted
 * @param held the demand that the lease fulfils, exactly; empty before the first lease
 * @param lastRefusal the newest no to a changed demand, until one is granted
 * @param renewal how renewing goes
 * @param victims the units that the running change gives up first
 * @param inherited the properties of its predecessors' units, for the handlers of its own
 * @param requests the commands with a request id that were accepted for it, the newest {@link #MOST_REQUESTS}
 * @param notices what people should know of it, the newest {@link Notice#MAX_KEPT}
 */
public record ReservationImage(
        ContractKey subject,
        long number,
        Purpose purpose,
        ReservationState state,
        Cause cause,
        boolean served,
        Optional<String> failure,
        Demand wish,
        Optional<Demand> held,
        BrokerSide broker,
        SiteSide site,
        Optional<Refusal> lastRefusal,
        Renewing renewal,
        List<UnitId> victims,
        PropertyList inherited,
        List<RequestMark> requests,
        List<Notice> notices)
        implements GuestRecord {
    /** The most request ids that are remembered with one reservation. */
    public static final int MOST_REQUESTS = 8;

    public ReservationImage {
        Objects.requireNonNull(subject, "reservation.key");
        Objects.requireNonNull(purpose, "reservation.purpose");
        Objects.requireNonNull(state, "reservation.state");
        Objects.requireNonNull(cause, "reservation.cause");
        Objects.requireNonNull(failure, "reservation.failure");
        Objects.requireNonNull(wish, "reservation.wish");
        Objects.requireNonNull(held, "reservation.held");
        Objects.requireNonNull(broker, "reservation.broker");
        Objects.requireNonNull(site, "reservation.site");
        Objects.requireNonNull(lastRefusal, "reservation.lastRefusal");
        Objects.requireNonNull(renewal, "reservation.renewal");
        victims = List.copyOf(victims);
        Objects.requireNonNull(inherited, "reservation.inherited");
        requests = List.copyOf(requests);
        notices = List.copyOf(notices);
    }

    /**
     * How renewing goes.
     *
     * @param refusals how often it was refused since it was last granted
     * @param notBefore when it is tried again after a refusal
     */
    public record Renewing(int refusals, Optional<Instant> notBefore) {
        public static final Renewing FRESH = new Renewing(0, Optional.empty());

        public Renewing {
            Objects.requireNonNull(notBefore, "renewing.notBefore");
        }
    }

    public ReservationId id() {
        return subject.id();
    }

    public Optional<Lease> lease() {
        return site.lease();
    }

    /** The ticket that is held, the newest. */
    public Optional<TicketChain> chain() {
        return broker.chain();
    }

    /** What it asks for now, granted or not: the newest demand while there is no ticket, what is held to be wanted after that. */
    public Demand asks() {
        return state == ReservationState.TICKETING ? broker.said() : wish;
    }

    /** When it holds: the lease's term, or the ticket's while there is no lease. */
    public Optional<Term> term() {
        return site.lease().map(Lease::term)
                .or(() -> held.map(Demand::term))
                .or(() -> broker.chain().map(c -> c.ticket().term()));
    }

    /** Whether it is at the guest's disposal now. */
    public boolean inUse() {
        return switch (state) {
            case ACTIVE, EXTENDING_TICKET, EXTENDING_LEASE, RETURNING -> true;
            case JOINING -> served;
            case NASCENT, TICKETING, TICKETED, REDEEMING, LEAVING, CLOSING, CLOSED, FAILED -> false;
        };
    }

    /** Whether it is on its way out, or out. */
    public boolean goingOrGone() {
        return switch (state) {
            case LEAVING, CLOSING, CLOSED, FAILED -> true;
            case NASCENT, TICKETING, TICKETED, REDEEMING, JOINING, ACTIVE, EXTENDING_TICKET, EXTENDING_LEASE, RETURNING -> false;
        };
    }

    public ReservationImage to(ReservationState next, Cause why) {
        return new ReservationImage(subject, number, purpose, next, why, served, failure, wish, held, broker, site,
                lastRefusal, renewal, victims, inherited, requests, notices);
    }

    public ReservationImage with(BrokerSide newBroker) {
        return new ReservationImage(subject, number, purpose, state, cause, served, failure, wish, held, newBroker, site,
                lastRefusal, renewal, victims, inherited, requests, notices);
    }

    public ReservationImage with(SiteSide newSite) {
        return new ReservationImage(subject, number, purpose, state, cause, served, failure, wish, held, broker, newSite,
                lastRefusal, renewal, victims, inherited, requests, notices);
    }

    public ReservationImage with(Renewing newRenewal) {
        return new ReservationImage(subject, number, purpose, state, cause, served, failure, wish, held, broker, site,
                lastRefusal, newRenewal, victims, inherited, requests, notices);
    }

    public ReservationImage withServed() {
        return served ? this : new ReservationImage(subject, number, purpose, state, cause, true, failure, wish, held, broker,
                site, lastRefusal, renewal, victims, inherited, requests, notices);
    }

    /** The first failure is the one that is kept. */
    public ReservationImage withFailure(String reason) {
        return failure.isPresent() ? this : new ReservationImage(subject, number, purpose, state, cause, served,
                Optional.of(reason), wish, held, broker, site, lastRefusal, renewal, victims, inherited, requests, notices);
    }

    public ReservationImage withWish(Demand newWish, Optional<Demand> newHeld) {
        return new ReservationImage(subject, number, purpose, state, cause, served, failure, newWish, newHeld, broker, site,
                lastRefusal, renewal, victims, inherited, requests, notices);
    }

    public ReservationImage withRefusal(Optional<Refusal> refusal) {
        return new ReservationImage(subject, number, purpose, state, cause, served, failure, wish, held, broker, site, refusal,
                renewal, victims, inherited, requests, notices);
    }

    public ReservationImage withVictims(List<UnitId> newVictims) {
        return new ReservationImage(subject, number, purpose, state, cause, served, failure, wish, held, broker, site,
                lastRefusal, renewal, newVictims, inherited, requests, notices);
    }

    public ReservationImage withInherited(PropertyList properties) {
        return new ReservationImage(subject, number, purpose, state, cause, served, failure, wish, held, broker, site,
                lastRefusal, renewal, victims, properties, requests, notices);
    }

    public ReservationImage requested(RequestMark mark) {
        List<RequestMark> more = new ArrayList<>(requests);
        more.add(mark);
        List<RequestMark> newest = more.subList(Math.max(0, more.size() - MOST_REQUESTS), more.size());
        return new ReservationImage(subject, number, purpose, state, cause, served, failure, wish, held, broker, site,
                lastRefusal, renewal, victims, inherited, newest, notices);
    }

    public ReservationImage noticed(Instant now, String text) {
        return new ReservationImage(subject, number, purpose, state, cause, served, failure, wish, held, broker, site,
                lastRefusal, renewal, victims, inherited, requests, Noticed.add(notices, now, text));
    }
}
