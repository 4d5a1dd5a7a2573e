package orca.simulator.check;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import orca.authority.state.LeaseFile;
import orca.authority.state.LeaseImage;
import orca.authority.state.UnitImage;
import orca.broker.ledger.Booking;
import orca.broker.ledger.GrantImage;
import orca.broker.ledger.Holding;
import orca.broker.ledger.TicketImage;
import orca.core.actor.Outgoing;
import orca.core.calendar.Calendar;
import orca.core.contract.ContractKey;
import orca.core.contract.Subject;
import orca.core.lease.LeaseState;
import orca.core.lease.LeasedUnit;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;
import orca.core.lease.UnitTrigger;
import orca.core.protocol.Message;
import orca.core.reservation.ReservationState;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketState;
import orca.core.time.Term;
import orca.servicemanager.record.ReservationImage;
import orca.simulator.federation.Actors;
import orca.simulator.federation.Scene;
import orca.simulator.federation.Watched;

/** When the faults have stopped for long enough, all actors agree (invariant 5); when all terms are over, nothing is left. */
final class Agreement {
    private final Scene federation;
    private final Forgotten forgotten;
    private final Map<ContractKey, LeaseImage> leases = new LinkedHashMap<>();
    private final Map<ContractKey, TicketImage> tickets = new LinkedHashMap<>();
    private final Map<ContractKey, ReservationImage> reservations = new LinkedHashMap<>();

    Agreement(Scene federation, Forgotten forgotten) {
        this.federation = federation;
        this.forgotten = forgotten;
        federation.sites().forEach(site -> Actors.authority(site).leases().stream()
                .map(LeaseFile::image).filter(lease -> !lease.over()).forEach(lease -> leases.put(lease.key(), lease)));
        federation.brokers().forEach(broker -> Actors.broker(broker).tickets().stream()
                .filter(TicketImage::live).forEach(ticket -> tickets.put(ticket.key(), ticket)));
        federation.guests().forEach(guest -> Actors.guest(guest).reservations()
                .forEach(reservation -> reservations.put(reservation.subject(), reservation)));
    }

    void afterRepair() {
        federation.sites().forEach(this::alive);
        reservations.values().forEach(this::settled);
        new Rights(federation).afterRepair();
        leases.values().forEach(lease -> wanted(lease.key(), "lease", lease.state().toString()));
        tickets.values().forEach(ticket -> wanted(ticket.key(), "ticket", ticket.state().toString()));
        quiet();
        Set<UnitId> leased = new TreeSet<>();
        leases.values().forEach(lease -> units(lease).forEach(unit -> leased.add(unit.id())));
        same("units that exist and units that are leased", new TreeSet<>(federation.substrate().units().keySet()), leased);
    }

    /** No unit is dead and taken for alive; of one that is dead its holder may want nothing to be done. */
    private void alive(Watched site) {
        for (UnitImage unit : Actors.authority(site).units()) {
            boolean known = unit.cause().what().equals(UnitTrigger.DIE.name());
            if (unit.state() == UnitState.READY && federation.substrate().isDead(unit.id()) && !known) {
                throw new Broken(site + ": unit " + unit.id() + " is dead, and its lease goes on as if it lived: "
                        + unit.cause());
            }
        }
    }

    void atTheEnd() {
        reservations.values().stream().filter(r -> r.state() != ReservationState.CLOSED && r.state() != ReservationState.FAILED)
                .forEach(r -> {
                    throw new Broken(r.subject() + " is still " + r.state() + " when everything is over: " + r.cause());
                });
        same("leases", leases.keySet(), Set.of());
        same("tickets", tickets.keySet(), Set.of());
        same("units", federation.substrate().units().keySet(), Set.of());
        federation.sites().forEach(site -> {
            Actors.authority(site).hosts().forEach(host -> empty(site, "host " + host.name(), host.calendar().peak(ahead(site))
                    .isZero()));
            empty(site, "its units: " + Actors.authority(site).units(), Actors.authority(site).units().isEmpty());
        });
        federation.brokers().forEach(broker -> Actors.broker(broker).holdings().forEach(holding ->
                empty(broker, "holding " + holding.image().key(), unpromised(broker, holding).peak(ahead(broker)).isZero())));
        quiet();
    }

    /** What is booked in a holding besides the parts that other brokers have of it. */
    private static Calendar unpromised(Watched broker, Holding holding) {
        Calendar rest = holding.calendar();
        for (GrantImage grant : Actors.broker(broker).grants()) {
            for (Booking booking : grant.open() && grant.holding().equals(holding.image().key())
                    ? grant.bookings() : List.<Booking>of()) {
                rest = rest.release(booking.load(), booking.term());
            }
        }
        return rest;
    }

    private static Term ahead(Watched node) {
        return new Term(Term.grain(node.clock()), Term.LATEST);
    }

    private static void empty(Watched node, String what, boolean is) {
        if (!is) {
            throw new Broken(node + ": " + what + " should be empty when everything is over");
        }
    }

    private void settled(ReservationImage reservation) {
        switch (reservation.state()) {
            case CLOSED, FAILED -> {
                if (leases.containsKey(reservation.subject()) || tickets.containsKey(reservation.subject())) {
                    throw new Broken(reservation.subject() + " is " + reservation.state() + " and still has "
                            + leases.get(reservation.subject()) + " with " + all(reservation.subject()) + " and "
                            + tickets.get(reservation.subject()));
                }
            }
            case ACTIVE -> active(reservation);
            case NASCENT, TICKETING, TICKETED, REDEEMING, JOINING, EXTENDING_TICKET, EXTENDING_LEASE, RETURNING, LEAVING,
                    CLOSING ->
                throw new Broken(reservation.subject() + " is stuck in " + reservation.state() + " since " + reservation.cause());
        }
    }

    private void active(ReservationImage reservation) {
        Optional<TicketImage> ticket = Optional.ofNullable(tickets.get(reservation.subject()));
        Optional<LeaseImage> lease = Optional.ofNullable(leases.get(reservation.subject()));
        boolean ticketed = ticket.filter(t -> t.state() == TicketState.TICKETED).isPresent();
        boolean leased = lease.filter(l -> l.state() == LeaseState.ACTIVE).isPresent();
        if (!ticketed || !leased) {
            throw new Broken(reservation.subject() + " is ACTIVE, ticket " + ticket + ", lease " + lease);
        }
        Ticket held = reservation.chain().orElseThrow().ticket();
        same("ticket of " + reservation.subject(), held, ticket.get().ticket().orElseThrow());
        same("term of " + reservation.subject(), reservation.lease().orElseThrow().term(), lease.get().binding().term());
        Map<UnitId, String> ready = ready(units(lease.get()));
        same("units of " + reservation.subject(), ready(reservation.lease().get().units()), ready);
        if (reservation.lastRefusal().isEmpty() && ready.size() < held.units()) {
            throw new Broken(reservation.subject() + " has " + ready + ", and never gave back the rest of " + held);
        }
    }

    /** With the host of each. A unit that could not be set up may still be shown while it is torn down; it is nobody's to use. */
    private static Map<UnitId, String> ready(List<LeasedUnit> units) {
        Map<UnitId, String> ready = new TreeMap<>();
        units.stream().filter(unit -> unit.state() == UnitState.READY).forEach(unit -> ready.put(unit.id(), unit.host()));
        return ready;
    }

    private List<LeasedUnit> units(LeaseImage lease) {
        return federation.sites().stream().flatMap(site -> Actors.authority(site).units().stream())
                .filter(unit -> unit.lease().equals(lease.key()) && unit.serves()).map(unit -> unit.shown()).toList();
    }

    private List<UnitImage> all(ContractKey key) {
        return federation.sites().stream().flatMap(site -> Actors.authority(site).units().stream())
                .filter(unit -> unit.lease().equals(key)).toList();
    }

    private void wanted(ContractKey key, String what, String state) {
        Optional<ReservationImage> reservation = Optional.ofNullable(reservations.get(key));
        boolean unknown = reservation.isEmpty() && forgotten.excuses(key);
        if (!unknown && reservation.filter(r -> r.state() == ReservationState.ACTIVE).isEmpty()) {
            throw new Broken(what + " " + key + " is " + state + ", and its reservation is " + reservation.map(r -> r.state()));
        }
    }

    /** Nobody waits for an answer; but what is taken back is asked about until the last ticket on it is over. */
    private void quiet() {
        federation.nodes().forEach(node -> {
            for (Subject subject : node.actor().subjects()) {
                for (Outgoing owed : node.actor().duties(subject).messages()) {
                    if (!(owed.message() instanceof Message.DelegationOffer offer) || offer.open()) {
                        throw new Broken(node + " still repeats itself to " + owed.to() + ": " + owed.message());
                    }
                }
            }
        });
    }

    private static void same(String what, Object one, Object other) {
        if (!one.equals(other)) {
            throw new Broken(what + " differ: " + one + " and " + other);
        }
    }
}
