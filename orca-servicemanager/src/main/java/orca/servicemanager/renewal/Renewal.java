package orca.servicemanager.renewal;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import orca.core.actor.Repeat;
import orca.core.time.Term;
import orca.servicemanager.record.ReservationImage;

/**
 * How long before its end a lease is renewed. Early enough that a broker or authority that is down for a moment costs
 * nothing, late enough that what is not wanted any more is not held for long.
 *
 * @param ahead how long before the end at least
 * @param share the same in hundredths of the length, 0 to 50; the longer of the two counts, though never more than half of
 *     the length
 * @param retry how long to wait after a refusal
 */
public record Renewal(Duration ahead, int share, Repeat retry) {
    /** Half a minute or a fifth of the length. */
    public static final Renewal USUAL =
            new Renewal(Duration.ofSeconds(30), 20, new Repeat(Duration.ofSeconds(5), Duration.ofMinutes(10)));

    public Renewal {
        Objects.requireNonNull(ahead, "renewal.ahead");
        Objects.requireNonNull(retry, "renewal.retry");
        if (ahead.isNegative() || ahead.compareTo(Duration.ofDays(365)) > 0) {
            throw new IllegalArgumentException("renewal.ahead: must be from 0 to 365 days, got " + ahead);
        }
        if (share < 0 || share > 50) {
            throw new IllegalArgumentException("renewal.share: must be from 0 to 50 hundredths, got " + share);
        }
    }

    /** When {@code reservation}, which must have a lease, is to be renewed; empty when it is to end as it stands. */
    public Optional<Instant> due(ReservationImage reservation) {
        Optional<Instant> next = newEnd(reservation);
        if (next.isEmpty()) {
            return Optional.empty();
        }
        Instant due = reservation.term().orElseThrow().end().minus(before(reservation.purpose().length()));
        return reservation.renewal().notBefore().filter(due::isBefore).or(() -> Optional.of(due));
    }

    /** The end that the next renewal asks for; empty when the last was the last. */
    public Optional<Instant> newEnd(ReservationImage reservation) {
        Optional<Instant> until = reservation.purpose().renewUntil();
        if (until.isEmpty() || reservation.lease().isEmpty()) {
            return Optional.empty();
        }
        Instant end = reservation.lease().get().term().end();
        Instant cap = reservation.wish().deadline().filter(until.get()::isAfter).orElse(until.get());
        Instant latest = Term.grain(cap.isAfter(Term.LATEST) ? Term.LATEST : cap);
        Duration length = reservation.purpose().length();
        Instant whole = length.compareTo(Duration.between(end, Term.LATEST)) > 0 ? Term.LATEST : end.plus(length);
        Instant next = whole.isAfter(latest) ? latest : whole;
        return next.isAfter(end) ? Optional.of(next) : Optional.empty();
    }

    /** How a reservation goes on whose renewal was refused at {@code now}. */
    public ReservationImage.Renewing refused(ReservationImage.Renewing before, Instant now) {
        int refusals = before.refusals() + 1;
        return new ReservationImage.Renewing(refusals, Optional.of(now.plus(retry.after(refusals))));
    }

    private Duration before(Duration length) {
        Duration byShare = length.multipliedBy(share).dividedBy(100);
        Duration longer = byShare.compareTo(ahead) > 0 ? byShare : ahead;
        Duration half = length.dividedBy(2);
        return longer.compareTo(half) > 0 ? half : longer;
    }
}
