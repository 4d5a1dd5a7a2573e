package orca.servicemanager.record;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import orca.core.contract.ReservationId;
import orca.core.contract.Subject;

/**
 * How far the end of a lease was announced.
 *
 * @param end which end that is
 * @param since when it became the end; what should have been announced before is not
 * @param told when it was announced last
 */
public record WatchImage(Watch subject, Instant end, Instant since, Optional<Instant> told) implements GuestRecord {
    public WatchImage {
        Objects.requireNonNull(subject, "watch.reservation");
        Objects.requireNonNull(end, "watch.end");
        Objects.requireNonNull(since, "watch.since");
        Objects.requireNonNull(told, "watch.told");
    }

    /** The end of a reservation. */
    public record Watch(ReservationId reservation) implements Subject {}

    public WatchImage told(Instant now) {
        return new WatchImage(subject, end, since, Optional.of(now));
    }
}
