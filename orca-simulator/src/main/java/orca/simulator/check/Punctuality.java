package orca.simulator.check;

import java.time.Duration;
import java.time.Instant;
import orca.authority.state.LeaseFile;
import orca.core.contract.Subject;
import orca.core.lease.LeaseState;
import orca.core.reservation.ReservationState;
import orca.core.ticket.TicketState;
import orca.servicemanager.record.SliceName;
import orca.simulator.federation.Actors;
import orca.simulator.federation.Watched;

/**
 * What has an end, ends then, by the clock of whoever keeps it. A node that was away may need a moment; and one that lost what it
 * decided last lets nothing end by time alone before an operator has settled that.
 */
final class Punctuality {
    /** How late a living node may be. */
    static final Duration SLACK = Duration.ofSeconds(3);

    private Punctuality() {}

    static void broker(Watched node) {
        Actors.broker(node).tickets().forEach(ticket -> {
            boolean holds = ticket.state() == TicketState.TICKETED
                    || ticket.state() == TicketState.RENEWING
                    || ticket.state() == TicketState.RENEWAL_APPROVAL;
            if (holds && ticket.ticket().isPresent()) {
                late(node, ticket.ticket().get().term().end(), "ticket " + ticket.key() + " in " + ticket.state());
            }
        });
    }

    static void authority(Watched node) {
        Actors.authority(node).leases().stream().map(LeaseFile::image).forEach(lease -> {
            boolean holds = lease.state() == LeaseState.PRIMING
                    || lease.state() == LeaseState.ACTIVE
                    || lease.state() == LeaseState.EXTENDING
                    || lease.state() == LeaseState.MODIFYING;
            if (holds) {
                late(node, lease.binding().term().end(), "lease " + lease.key() + " in " + lease.state());
            }
        });
    }

    static void guest(Watched node) {
        Actors.guest(node).reservations().forEach(reservation -> {
            if (reservation.state() == ReservationState.ACTIVE && reservation.lease().isPresent()) {
                late(node, reservation.lease().get().term().end(), "reservation " + reservation.id());
            }
        });
    }

    /**
     * Whoever is woken does what it wanted to be woken for: the same alarm must not stand after it rang. Only that of a slice
     * does, until its controller has answered.
     */
    static void rang(Watched node, Subject subject, long mark) {
        if (subject instanceof SliceName || node.actor().loss().isPresent()) {
            return;
        }
        node.actor().duties(subject).alarm().filter(alarm -> alarm.mark() == mark && !alarm.at().isAfter(node.clock()))
                .ifPresent(alarm -> {
                    throw new Broken(node + ": the alarm of " + subject + " rang, and stands as before: " + alarm);
                });
    }

    private static void late(Watched node, Instant end, String what) {
        Instant clock = node.clock();
        boolean waits = node.actor().loss().isPresent();
        if (!waits && clock.isAfter(end.plus(SLACK)) && node.upFor().compareTo(SLACK) > 0) {
            throw new Broken(node + ": " + what + " should have ended at " + end + ", and it is " + clock);
        }
    }
}
