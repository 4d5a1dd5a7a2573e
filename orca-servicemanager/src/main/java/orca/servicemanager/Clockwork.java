package orca.servicemanager;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import orca.core.actor.Duties;
import orca.core.lease.Lease;
import orca.core.ticket.TicketChain;
import orca.core.time.Term;
import orca.servicemanager.demand.Requests;
import orca.servicemanager.record.ReservationImage;

/** The instants at which time alone changes something for a reservation. */
final class Clockwork {
    private final GuestSettings settings;

    Clockwork(GuestSettings settings) {
        this.settings = settings;
    }

    /**
     * When the guest gives it up by its own clock: its end, as far as it is known, less the margin. One without a margin gives it
     * up when the site's clock may be at the end, and that may be the end itself (ADR 57).
     */
    Instant ownEnd(ReservationImage image) {
        Instant end = image.term().map(Term::end).orElseGet(() -> Requests.lastEnd(image.asks()));
        Duration own = settings.times().margin();
        return end.minus(own.isZero() ? skew(image) : own);
    }

    /** When its lease ends, whoever's clock that is. */
    Instant leaseEnd(ReservationImage image) {
        return image.lease().map(Lease::term).map(Term::end).orElseGet(() -> image.cause().at());
    }

    /** When nothing of it can hold anywhere any more, whatever a silent peer granted: then it is over without its word. */
    Instant givenUp(ReservationImage image) {
        Stream<Instant> ends = Stream.of(
                        Optional.of(image.broker().mayEnd()),
                        image.chain().map(c -> c.ticket().term().end()),
                        image.site().chain().map(c -> c.ticket().term().end()),
                        image.lease().map(l -> l.term().end()))
                .flatMap(Optional::stream);
        Instant last = ends.max(Instant::compareTo).orElseThrow();
        return last.plus(turnaround(image)).plus(settings.times().giveUp());
    }

    private static Duration turnaround(ReservationImage image) {
        return image.site().chain().or(image::chain).map(TicketChain::root)
                .map(right -> right.type().turnaround().total()).orElse(Duration.ZERO);
    }

    /** How far the site's clock may be off, as it declared. */
    Duration skew(ReservationImage image) {
        return image.site().chain().or(image::chain).map(c -> c.root().type().turnaround().skew()).orElse(Duration.ZERO);
    }

    /** When a reservation that is over is forgotten. */
    Instant forgotten(ReservationImage image) {
        return image.cause().at().plus(settings.times().remember());
    }

    Instant alarm(ReservationImage image) {
        return switch (image.state()) {
            case NASCENT, TICKETING, TICKETED, REDEEMING, JOINING, EXTENDING_TICKET, EXTENDING_LEASE, RETURNING -> ownEnd(image);
            case ACTIVE -> settings.renewal().due(image).filter(ownEnd(image)::isAfter).orElseGet(() -> ownEnd(image));
            case LEAVING -> leaseEnd(image);
            case CLOSING -> givenUp(image);
            case CLOSED, FAILED -> forgotten(image);
        };
    }

    /** An alarm for {@code at}; its mark is the instant itself, so that one that was put off is known by its mark. */
    static Duties.Alarm at(Instant at) {
        return new Duties.Alarm(at, mark(at));
    }

    private static long mark(Instant at) {
        return at.getEpochSecond() * 1_000_000_000L + at.getNano();
    }
}
