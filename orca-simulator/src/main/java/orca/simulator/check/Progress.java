package orca.simulator.check;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import orca.authority.state.LeaseFile;
import orca.core.contract.Cause;
import orca.core.contract.Principal;
import orca.core.contract.Subject;
import orca.core.lease.LeaseState;
import orca.core.lease.UnitState;
import orca.core.reservation.MemberState;
import orca.core.reservation.ReservationState;
import orca.core.ticket.DelegationState;
import orca.servicemanager.ServiceManager;
import orca.servicemanager.record.ReservationImage;
import orca.simulator.federation.Actors;
import orca.simulator.federation.Watched;

/**
 * What ends, ends: nothing that is on its way out comes back, whatever is said to it late; and what waits, waits for something
 * that can come.
 */
final class Progress {
    private final Map<Principal, Map<Subject, Step>> last = new LinkedHashMap<>();
    private final Map<Principal, Map<Subject, Long>> marks = new LinkedHashMap<>();
    private long lives;

    /**
     * How far something has come.
     *
     * @param life another number means another contract of the same name
     * @param rank 0 as long as it is wanted; grows on its way out
     * @param cause what brought it there, where that must not change any more; else empty
     */
    private record Step(long life, int rank, Optional<Cause> cause) {}

    private void advance(Watched node, Map<Subject, Step> now) {
        Map<Subject, Step> before = Optional.ofNullable(last.put(node.self(), now)).orElse(Map.of());
        now.forEach((subject, step) -> {
            Step was = before.get(subject);
            if (was != null && was.life() == step.life() && (was.rank() > step.rank()
                    || was.rank() == step.rank() && was.cause().isPresent() && !was.cause().equals(step.cause()))) {
                throw new Broken(node + ": " + subject + " was on its way out and came back: " + was + ", then " + step);
            }
        });
    }

    void broker(Watched node) {
        Map<Subject, Step> now = new LinkedHashMap<>();
        Actors.broker(node).tickets().forEach(t -> now.put(t.key(), new Step(life(node, t.key(), t.mark()), switch (t.state()) {
            case UNKNOWN, REQUESTED, APPROVAL, TICKETED, RENEWING, RENEWAL_APPROVAL, REFUSED -> 0;
            case RELEASING -> 1;
            case CLOSED -> 2;
        }, Optional.empty())));
        Actors.broker(node).holdings().forEach(h -> now.put(h.image().key(), new Step(
                life(node, h.image().key(), h.image().mark()), rank(h.image().state()), Optional.empty())));
        advance(node, now);
        marks.put(node.self(), marksOf(node));
    }

    /** The life that a subject is in: another one when its marks begin anew. */
    private long life(Watched node, Subject subject, long mark) {
        Long before = marks.getOrDefault(node.self(), Map.of()).get(subject);
        Step step = last.getOrDefault(node.self(), Map.of()).get(subject);
        return before == null || step == null || mark < before ? ++lives : step.life();
    }

    private static Map<Subject, Long> marksOf(Watched node) {
        Map<Subject, Long> all = new LinkedHashMap<>();
        Actors.broker(node).tickets().forEach(t -> all.put(t.key(), t.mark()));
        Actors.broker(node).holdings().forEach(h -> all.put(h.image().key(), h.image().mark()));
        return all;
    }

    /** What it forgot may come again. */
    void restored(Watched node) {
        last.remove(node.self());
        marks.remove(node.self());
    }

    void authority(Watched node) {
        Map<Subject, Step> now = new LinkedHashMap<>();
        Actors.authority(node).leases().stream().map(LeaseFile::image)
                .forEach(l -> now.put(l.key(), new Step(l.number(), rank(l.state()), Optional.empty())));
        Actors.authority(node).units().forEach(u -> now.put(u.id(), new Step(0, rank(u.state()), Optional.empty())));
        Actors.authority(node).delegations()
                .forEach(d -> now.put(d.subject(), new Step(d.number(), rank(d.state()), Optional.empty())));
        advance(node, now);
    }

    private static int rank(LeaseState state) {
        return switch (state) {
            case UNKNOWN, REQUESTED, PRIMING, ACTIVE, EXTENDING, MODIFYING, REFUSED -> 0;
            case CLOSING -> 1;
            case FAILED -> 2;
            case CLOSED -> 3;
        };
    }

    private static int rank(UnitState state) {
        return switch (state) {
            case FREE, SETUP, READY, MODIFYING, MIGRATING, REPLACING -> 0;
            case STOPPING -> 1;
            case TEARDOWN, QUARANTINED -> 2;
        };
    }

    private static int rank(DelegationState state) {
        return switch (state) {
            case UNKNOWN, OFFERED, HELD, EXTENDING, REFUSED -> 0;
            case RECLAIMING -> 1;
            case CLOSED -> 2;
        };
    }

    private static int rank(ReservationState state) {
        return switch (state) {
            case NASCENT, TICKETING, TICKETED, REDEEMING, JOINING, ACTIVE, EXTENDING_TICKET, EXTENDING_LEASE, RETURNING -> 0;
            case LEAVING -> 1;
            case CLOSING -> 2;
            case CLOSED, FAILED -> 3;
        };
    }

    void guest(Watched node) {
        Map<Subject, Step> now = new LinkedHashMap<>();
        ServiceManager guest = Actors.guest(node);
        for (ReservationImage image : guest.reservations()) {
            int rank = rank(image.state());
            now.put(image.subject(), new Step(image.number(), rank, rank == 0 ? Optional.empty() : Optional.of(image.cause())));
            if (image.state() == ReservationState.JOINING && idle(guest, image)) {
                throw new Broken(node + ": " + image.id() + " is JOINING, and nobody joins: " + image.cause());
            }
        }
        advance(node, now);
    }

    private static boolean idle(ServiceManager guest, ReservationImage image) {
        boolean waits = !image.served() && !image.purpose().joinAfter().isEmpty();
        boolean coming = image.lease().orElseThrow().units().stream().anyMatch(unit -> unit.state() == UnitState.SETUP);
        boolean moving = guest.members().stream()
                .anyMatch(m -> m.reservation().equals(image.id()) && m.state() != MemberState.IN && m.state() != MemberState.OUT);
        return !waits && !coming && !moving;
    }
}
