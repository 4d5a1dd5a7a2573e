package orca.servicemanager.record;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.contract.Subject;
import orca.core.ticket.Ticket;

/**
 * What a guest paid and has not got back yet.
 *
 * @param count how many payments there were
 * @param payments oldest first; those that are over may be among them
 */
public record PurseImage(long count, List<Payment> payments) implements GuestRecord {
    public static final PurseImage EMPTY = new PurseImage(0, List.of());
    /** The most payments that are not over. */
    public static final int MOST = 64;

    /** The one subject that a purse is of. */
    public enum Purse implements Subject {
        OWN
    }

    /**
     * @param reservation what it pays for
     * @param claim the ticket to the broker, which has the credits until its term ends
     */
    public record Payment(ReservationId reservation, Ticket claim) {
        public Payment {
            Objects.requireNonNull(reservation, "payment.reservation");
            Objects.requireNonNull(claim, "payment.claim");
        }
    }

    public PurseImage {
        payments = List.copyOf(payments);
    }

    @Override
    public Subject subject() {
        return Purse.OWN;
    }

    /** The payments that are not over at {@code now}. */
    public List<Payment> live(Instant now) {
        return payments.stream().filter(p -> p.claim().term().end().isAfter(now)).toList();
    }

    /** How many credits of its own the guest cannot spend at {@code now}. */
    public long spent(Instant now) {
        return live(now).stream().mapToLong(p -> p.claim().load().get(1)).sum();
    }

    /** The newest payment to {@code broker} for {@code reservation}. */
    public Optional<Ticket> last(ReservationId reservation, Principal broker) {
        return payments.stream().filter(p -> p.reservation().equals(reservation)).map(Payment::claim)
                .filter(claim -> claim.holder().equals(broker)).reduce((a, b) -> b);
    }

    /** With another payment, and without those that are over. */
    public PurseImage paying(Payment payment, Instant now) {
        List<Payment> all = new ArrayList<>(live(now));
        all.add(payment);
        return new PurseImage(count + 1, all);
    }
}
