package orca.servicemanager;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import orca.core.contract.Answer;
import orca.core.contract.Notice;
import orca.core.contract.Principal;
import orca.core.contract.Refusal;
import orca.core.contract.Stamp;
import orca.core.lease.Lease;
import orca.core.lease.LeaseState;
import orca.core.protocol.Message;
import orca.core.reservation.ReservationState;
import orca.core.reservation.ReservationTrigger;
import orca.core.table.Verdict;
import orca.core.ticket.Demand;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
import orca.core.ticket.TicketState;
import orca.servicemanager.demand.Change;
import orca.servicemanager.demand.Fit;
import orca.servicemanager.record.BrokerSide;
import orca.servicemanager.record.ReservationImage;
import orca.servicemanager.record.SiteSide;

/**
 * What a reservation makes of its peers' views. A view is heard when it comes from the reservation's own broker or authority
 * and is newer than the newest that was seen, or settles what is still open; an urgent one is acknowledged in any case.
 */
final class Hearing {
    private final GuestSettings settings;
    private final long epoch;
    private final Clockwork clockwork;
    private final Course course;

    Hearing(GuestSettings settings, long epoch, Clockwork clockwork, Course course) {
        this.settings = settings;
        this.epoch = epoch;
        this.clockwork = clockwork;
        this.course = course;
    }

    // ---- the broker

    void ticket(Draft draft, Principal from, Message.TicketView view, Instant now) {
        Optional<ReservationImage> known = draft.reservation(view.id());
        if (known.isEmpty()) {
            Stranger.answer(from, view, epoch, settings.self()).ifPresent(draft::tell);
            return;
        }
        ReservationImage image = known.get();
        if (!from.equals(image.purpose().broker())) {
            return;
        }
        if (view.urgent()) {
            draft.tell(new Ack.OfTicket(view.id()));
        }
        BrokerSide side = image.broker();
        boolean mine = view.answers().equals(side.stamp()) && !side.stamp().equals(Stamp.NONE);
        if (!view.stamp().isAfter(side.seen()) && !(mine && settles(view.answer(), side.answer()))) {
            return;
        }
        boolean over = isOver(view) || mine && !side.open() && view.answer() instanceof Answer.Refused;
        ReservationImage heard = noticed(image, "broker", side.heard(), view.notices(), now)
                .with(side.viewed(view.stamp(), newest(view.notices()), mine ? Optional.of(view.answer()) : side.answer(), over));
        draft.put(ticketHeard(heard, view, mine, now));
        course.settle(draft, view.id(), now);
    }

    private static boolean isOver(Message.TicketView view) {
        return view.state() == TicketState.RELEASING
                || view.state() == TicketState.CLOSED
                || view.answer() instanceof Answer.Ended;
    }

    private ReservationImage ticketHeard(ReservationImage image, Message.TicketView view, boolean mine, Instant now) {
        if (image.broker().over()) {
            return lost(image, "the broker ended the ticket", view.answer(), view.notices(), now);
        }
        if (view.answers().isAfter(image.broker().stamp()) && view.answers().epoch() < epoch) {
            // What was not asked for yet in this life is asked for under a stamp that no life before had.
            return image.state() == ReservationState.NASCENT ? image : later(image, view, now);
        }
        if (image.goingOrGone()) {
            return late(image, view.answer(), ReservationTrigger.TICKET, now);
        }
        if (!mine) {
            return image;
        }
        return switch (view.answer()) {
            case Answer.Pending pending -> image;
            case Answer.Ended ended -> image;
            case Answer.Granted granted -> granted(image, granted, view.chain(), now);
            case Answer.Refused(Refusal refusal) -> view.state() == TicketState.TICKETED && view.chain().isPresent()
                            && image.state() == ReservationState.TICKETING
                    ? grantedBefore(image, refusal, view.chain().get(), now) : refusedByBroker(image, refusal, now);
        };
    }

    /** A life of the guest that was lost asked for something else, and what it was given is what it has. */
    private ReservationImage later(ReservationImage image, Message.TicketView view, Instant now) {
        ReservationImage above = image.with(image.broker().above(epoch, view.answers()));
        Optional<TicketChain> chain = view.chain().filter(c -> image.state() == ReservationState.ACTIVE
                && c.ticket().reservation().equals(image.id()) && c.ticket().holder().equals(image.subject().holder())
                && c.ticket().issuer().equals(image.purpose().broker()) && c.ticket().type().equals(image.wish().type())
                && image.chain().filter(mine -> mine.ticket().revision() >= c.ticket().revision()).isEmpty());
        if (chain.isEmpty()) {
            return above;
        }
        Ticket ticket = chain.get().ticket();
        Demand had = new Demand(ticket.type(), ticket.units(), ticket.minUnits(), ticket.sliver(), ticket.term(),
                ticket.term().start(), Optional.empty(), ticket.assurance(), image.wish().site(), ticket.properties());
        return bindLater(above.with(above.broker().holding(had, chain.get())).withWish(had, above.held())
                .noticed(now, "as the broker shows it; what was asked for here was lost"));
    }

    /** What the site bound by a ticket that is known now is what is held. */
    private static ReservationImage bindLater(ReservationImage image) {
        Optional<TicketChain> bound = image.chain().filter(c -> image.lease()
                .filter(lease -> lease.ticketRevision() == c.ticket().revision()).isPresent()
                && image.site().chain().filter(known -> known.ticket().revision() >= c.ticket().revision()).isEmpty());
        return bound.isEmpty() ? image : image.with(image.site().holding(bound.get()))
                .withWish(image.wish(), Optional.of(image.wish()));
    }

    private ReservationImage granted(
            ReservationImage image, Answer.Granted granted, Optional<TicketChain> chain, Instant now) {
        if (!(course.verdict(image, ReservationTrigger.TICKET) instanceof Verdict.Moved<ReservationState>)) {
            return reissued(image, chain);
        }
        Optional<String> flaw = chain.map(c -> Fit.flaw(image, image.broker().said(), c)).orElse(
                Optional.of("a grant without a ticket"));
        if (flaw.isPresent()) {
            String why = "the broker's ticket is no answer to the demand: " + flaw.get();
            return image.state() == ReservationState.TICKETING
                    ? course.fail(image, ReservationTrigger.CLOSE, now, why)
                    : refusedByBroker(image, Refusal.of(Refusal.Kind.CONFLICT, why), now);
        }
        String why = granted.granted() < granted.asked()
                ? granted.granted() + " of " + granted.asked() + " units" + (granted.why().isEmpty() ? "" : ": " + granted.why())
                : granted.why();
        ReservationImage moved = course.move(image, ReservationTrigger.TICKET, now, why);
        Demand said = image.broker().said();
        ReservationImage ticketed = moved.with(moved.broker().ticketed(chain.get()))
                .withWish(image.state() == ReservationState.TICKETING ? said : image.wish(),
                        image.state() == ReservationState.RETURNING ? Optional.of(Change.held(said, chain.get().ticket()))
                                : image.held());
        return why.isEmpty() ? ticketed : ticketed.noticed(now, "broker: " + why);
    }

    /** A broker that was put back to a backup issues by the holder's word what it has, and that under a later number. */
    private static ReservationImage reissued(ReservationImage image, Optional<TicketChain> chain) {
        Optional<Ticket> mine = image.chain().map(TicketChain::ticket);
        return chain.filter(c -> mine.filter(t -> c.ticket().revision() > t.revision()
                && c.ticket().equals(t.revised(c.ticket().revision()))).isPresent())
                .map(c -> image.with(image.broker().ticketed(c))).orElse(image);
    }

    /**
     * The demand was changed while the grant of the one before was on its way, and the change is refused. What was granted is
     * what was wanted first, so it is kept; unless it is not, then it is given back.
     */
    private ReservationImage grantedBefore(ReservationImage image, Refusal refusal, TicketChain chain, Instant now) {
        String why = "the broker refused: " + words(refusal);
        if (Fit.flaw(image, image.wish(), chain).isPresent()) {
            return course.fail(image, ReservationTrigger.CLOSE, now, why).withRefusal(Optional.of(refusal));
        }
        ReservationImage moved = course.move(image, ReservationTrigger.TICKET, now, why);
        return moved == image ? image
                : moved.with(moved.broker().ticketed(chain)).withRefusal(Optional.of(refusal)).noticed(now, why);
    }

    private ReservationImage refusedByBroker(ReservationImage image, Refusal refusal, Instant now) {
        String why = words(refusal);
        if (image.state() == ReservationState.TICKETING) {
            return course.fail(image, ReservationTrigger.REFUSED, now, "the broker refused: " + why)
                    .withRefusal(Optional.of(refusal));
        }
        return stays(course.move(image, ReservationTrigger.REFUSED, now, why), image, "the broker refused: " + why, refusal, now);
    }

    /** A refused change is remembered and costs nothing else; a refused renewal is tried again later. */
    private ReservationImage stays(ReservationImage moved, ReservationImage before, String why, Refusal refusal, Instant now) {
        if (moved == before) {
            return before;
        }
        ReservationImage noticed = moved.withRefusal(Optional.of(refusal)).withVictims(List.of()).noticed(now, why);
        return settings.renewal().newEnd(noticed).isEmpty() ? noticed
                : noticed.with(settings.renewal().refused(noticed.renewal(), now));
    }

    // ---- the authority

    void lease(Draft draft, Principal from, Message.LeaseView view, Instant now) {
        Optional<ReservationImage> known = draft.reservation(view.id());
        if (known.isEmpty()) {
            Stranger.answer(from, view, epoch).ifPresent(draft::tell);
            return;
        }
        ReservationImage image = known.get();
        if (image.site().authority().filter(from::equals).isEmpty()) {
            return;
        }
        if (view.urgent()) {
            draft.tell(new Ack.OfLease(view.id()));
        }
        SiteSide side = image.site();
        boolean mine = view.answers().equals(side.stamp());
        if (!view.stamp().isAfter(side.seen()) && !(mine && settles(view.answer(), side.answer()))) {
            return;
        }
        // A site that forgot some shows one that was bound before.
        long bound = image.lease().map(Lease::ticketRevision).orElse(0L);
        Optional<Lease> lease = view.lease().filter(l -> Fit.belongs(image, l) && l.ticketRevision() >= bound);
        ReservationImage heard = noticed(image, "authority", side.heard(), view.notices(), now)
                .with(side.viewed(view.stamp(), newest(view.notices()), mine ? Optional.of(view.answer()) : side.answer(), lease,
                        view.seal(), isOver(view, mine)));
        draft.put(leaseHeard(heard, view, mine, now));
        course.settle(draft, view.id(), now);
    }

    /** Only what is torn down or put aside is over; an authority may say that a lease has ended while it still tears down. */
    private static boolean isOver(Message.LeaseView view, boolean mine) {
        return switch (view.state()) {
            case CLOSED, FAILED -> true;
            case REFUSED -> mine;
            case UNKNOWN, REQUESTED, PRIMING, ACTIVE, EXTENDING, MODIFYING, CLOSING -> false;
        };
    }

    private static boolean isEnding(Message.LeaseView view) {
        return view.state() == LeaseState.CLOSING
                || view.state() == LeaseState.REFUSED
                || view.answer() instanceof Answer.Ended;
    }

    private ReservationImage leaseHeard(ReservationImage image, Message.LeaseView view, boolean mine, Instant now) {
        SiteSide side = image.site();
        if (view.answers().isAfter(side.stamp()) && view.answers().epoch() < epoch) {
            ReservationImage above = image.with(side.above(epoch, view.answers()));
            return image.state() == ReservationState.ACTIVE ? bindLater(above) : above;
        }
        if (image.goingOrGone() && !side.over()) {
            return late(image, view.answer(), ReservationTrigger.LEASE, now);
        }
        if (mine && view.answer() instanceof Answer.Refused(Refusal refusal) && view.state() != LeaseState.CLOSING) {
            return refusedBySite(image, refusal, now);
        }
        if (side.over() || isEnding(view)) {
            return lost(image, "the authority ended the lease", view.answer(), view.notices(), now);
        }
        return mine && view.answer() instanceof Answer.Granted granted ? bound(image, granted, view.lease(), now) : image;
    }

    private ReservationImage refusedBySite(ReservationImage image, Refusal refusal, Instant now) {
        String why = "the authority refused: " + words(refusal);
        if (image.state() == ReservationState.REDEEMING) {
            return course.fail(image, ReservationTrigger.REFUSED, now, why).withRefusal(Optional.of(refusal));
        }
        if (image.site().over() && !image.goingOrGone()) {
            return lost(image, why, new Answer.Refused(refusal), List.of(), now);
        }
        ReservationImage moved = course.move(image, ReservationTrigger.REFUSED, now, why);
        ReservationImage kept = stays(moved, image, why, refusal, now);
        return moved == image || kept.held().isEmpty() ? kept
                : kept.with(kept.broker().demanding(epoch, Change.staying(kept, kept.held().get(), List.of())));
    }

    private ReservationImage bound(ReservationImage image, Answer.Granted granted, Optional<Lease> lease, Instant now) {
        if (!(course.verdict(image, ReservationTrigger.LEASE) instanceof Verdict.Moved<ReservationState>)) {
            return image;
        }
        Optional<String> flaw = lease.map(l -> Fit.flaw(image, l)).orElse(Optional.of("a grant without a lease"));
        if (flaw.isPresent()) {
            String why = "its lease does not bind the ticket: " + flaw.get();
            return refusedBySite(image, Refusal.of(Refusal.Kind.CONFLICT, why), now);
        }
        Demand fulfilled = image.state() == ReservationState.REDEEMING ? image.wish() : image.broker().said();
        ReservationImage moved = course.move(image, ReservationTrigger.LEASE, now, granted.why())
                .withWish(fulfilled, Optional.of(Change.held(fulfilled, image.site().chain().orElseThrow().ticket())))
                .withRefusal(Optional.empty())
                .withVictims(List.of())
                .with(ReservationImage.Renewing.FRESH);
        return granted.granted() < granted.asked() || !granted.why().isEmpty()
                ? moved.noticed(now, "authority: " + granted.granted() + " of " + granted.asked() + " units"
                        + (granted.why().isEmpty() ? "" : ": " + granted.why()))
                : moved;
    }

    // ---- both

    /**
     * Whether an answer to the newest demand is the last word where there was none. It counts even in a view that is not newer
     * than the newest: a peer that has forgotten the contract meanwhile begins anew.
     */
    private static boolean settles(Answer answer, Optional<Answer> before) {
        return answer.isFinal() && before.filter(Answer::isFinal).isEmpty();
    }

    /** An answer to what is not wanted any more; it is for the table to say that nothing follows. */
    private ReservationImage late(ReservationImage image, Answer answer, ReservationTrigger granted, Instant now) {
        return switch (answer) {
            case Answer.Granted grant -> course.move(image, granted, now, "");
            case Answer.Refused refused -> course.move(image, ReservationTrigger.REFUSED, now, "");
            case Answer.Pending pending -> image;
            case Answer.Ended ended -> image;
        };
    }

    /**
     * A peer says that it is over. Near the end that is no failure: its clock may be ahead of ours, as far as it declared.
     */
    private ReservationImage lost(ReservationImage image, String who, Answer answer, List<Notice> notices, Instant now) {
        ReservationImage moved = course.move(image, ReservationTrigger.LOST, now, reason(who, answer, notices));
        if (moved == image) {
            return image;
        }
        Duration tolerated = settings.times().margin().plus(clockwork.skew(image));
        boolean nearEnd = image.served() && !now.isBefore(clockwork.leaseEnd(image).minus(tolerated));
        return nearEnd ? moved : moved.withFailure(moved.cause().why());
    }

    private static String reason(String who, Answer answer, List<Notice> notices) {
        String told = switch (answer) {
            case Answer.Ended(String reason) -> reason;
            case Answer.Refused(Refusal refusal) -> words(refusal);
            case Answer.Pending pending -> last(notices);
            case Answer.Granted granted -> last(notices);
        };
        String words = told.isEmpty() ? last(notices) : told;
        return words.isEmpty() ? who : who + ": " + words;
    }

    private static String last(List<Notice> notices) {
        return notices.isEmpty() ? "" : notices.get(notices.size() - 1).text();
    }

    private static long newest(List<Notice> notices) {
        return notices.isEmpty() ? 0 : notices.get(notices.size() - 1).number();
    }

    private static ReservationImage noticed(ReservationImage image, String who, long heard, List<Notice> notices, Instant now) {
        ReservationImage noticed = image;
        for (Notice notice : notices) {
            if (notice.number() > heard) {
                noticed = noticed.noticed(now, who + ": " + notice.text());
            }
        }
        return noticed;
    }

    /** A refusal for people, with its alternative. */
    static String words(Refusal refusal) {
        String best = refusal.alternative().map(a -> " (instead: " + a.units() + " units then"
                + a.earliestStart().map(at -> ", or all from " + at).orElse("") + ")").orElse("");
        return refusal.reason() + best;
    }
}
