package orca.servicemanager.record;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import orca.core.contract.Refusal;
import orca.core.contract.ReservationId;
import orca.core.contract.Subject;
import orca.core.notice.NoticeKind;
import orca.core.notice.Receiver;
import orca.core.resource.TypeName;

/**
 * A notice for one receiver. It waits for a letter that it goes with, and is part of it from then on.
 *
 * @param at when what it tells happened
 * @param about the reservation; absent for one that is about none
 * @param why what there is to say, or empty; at most {@link Refusal#MAX_REASON} characters are kept
 */
public record NoticeImage(
        Number subject,
        Receiver to,
        NoticeKind kind,
        Instant at,
        SliceName slice,
        Optional<About> about,
        String why)
        implements GuestRecord {
    public NoticeImage {
        Objects.requireNonNull(subject, "notice.number");
        Objects.requireNonNull(to, "notice.to");
        Objects.requireNonNull(kind, "notice.kind");
        Objects.requireNonNull(at, "notice.at");
        Objects.requireNonNull(slice, "notice.slice");
        Objects.requireNonNull(about, "notice.about");
        Objects.requireNonNull(why, "notice.why");
        why = why.length() > Refusal.MAX_REASON ? why.substring(0, Refusal.MAX_REASON) : why;
    }

    /** Counts the notices of a service manager's life. */
    public record Number(long number) implements Subject {}

    /**
     * The reservation that a notice is about, as it was then.
     *
     * @param units how many it has, or asks for
     * @param end when it ends, or ended
     */
    public record About(ReservationId reservation, TypeName type, long units, Optional<Instant> end) {
        public About {
            Objects.requireNonNull(reservation, "about.reservation");
            Objects.requireNonNull(type, "about.type");
            Objects.requireNonNull(end, "about.end");
        }
    }
}
