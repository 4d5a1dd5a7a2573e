package orca.servicemanager;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import orca.core.contract.Answer;
import orca.core.contract.Cause;
import orca.core.contract.ReservationId;
import orca.core.lease.Lease;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;
import orca.core.reservation.ReservationState;
import orca.core.reservation.ReservationTrigger;
import orca.core.table.Verdict;
import orca.core.ticket.Demand;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
import orca.core.time.Term;
import orca.servicemanager.demand.Change;
import orca.servicemanager.record.GroupImage;
import orca.servicemanager.record.GroupState;
import orca.servicemanager.record.ReservationImage;
import orca.servicemanager.slice.Dependence;
import orca.servicemanager.slice.Together;

/**
 * How a reservation goes on by itself: because it is time, because what it waited for has come, because its group or a
 * predecessor failed. Each step is one move of the table; steps are taken until none is left, and then whoever waits for this
 * reservation is looked at.
 */
final class Course {
    /** More steps in one decision than any life has; beyond it the tables must be wrong. */
    private static final int MOST_STEPS = 32;

    private final GuestSettings settings;
    private final GuestTables tables;
    private final long epoch;
    private final Clockwork clockwork;
    private final Crew crew;
    private final Cashier cashier;

    Course(GuestSettings settings, GuestTables tables, long epoch, Clockwork clockwork, Crew crew) {
        this.settings = settings;
        this.tables = tables;
        this.epoch = epoch;
        this.clockwork = clockwork;
        this.crew = crew;
        this.cashier = new Cashier(settings, epoch);
    }

    /** What the table says of {@code trigger}. */
    Verdict<ReservationState> verdict(ReservationImage image, ReservationTrigger trigger) {
        return tables.reservation().step(image.state(), trigger);
    }

    /** The image after {@code trigger}; the same object where the table does not move. */
    ReservationImage move(ReservationImage image, ReservationTrigger trigger, Instant now, String why) {
        return switch (verdict(image, trigger)) {
            case Verdict.Moved<ReservationState>(ReservationState to) -> image.to(to, new Cause(now, trigger.name(), why));
            case Verdict.Ignored<ReservationState>() -> image;
            case Verdict.Refused<ReservationState>(String reason) -> image;
        };
    }

    /** The same, with {@code why} as the reason for which it will have failed. */
    ReservationImage fail(ReservationImage image, ReservationTrigger trigger, Instant now, String why) {
        ReservationImage moved = move(image, trigger, now, why);
        return moved == image ? image : moved.withFailure(why);
    }

    /** Takes every step that is due at {@code now}, for {@code id} and for whoever that concerns. */
    void settle(Draft draft, ReservationId id, Instant now) {
        advance(draft, id, now);
        settle(draft, now);
    }

    /** Takes every step that follows from what the draft has changed already. */
    void settle(Draft draft, Instant now) {
        while (true) {
            Optional<GroupImage> shaken = draft.nextShaken();
            if (shaken.isPresent()) {
                GroupImage judged = Together.judge(shaken.get(), draft::reservation, now);
                if (judged != shaken.get()) {
                    draft.put(judged);
                }
                continue;
            }
            Optional<ReservationId> stirred = draft.nextStirred();
            if (stirred.isPresent()) {
                advance(draft, stirred.get(), now);
            } else if (!ask(draft, now) && !forgetSurplus(draft)) {
                return;
            }
        }
    }

    private boolean ask(Draft draft, Instant now) {
        if (draft.state().nascent().isEmpty() || draft.unanswered() >= settings.limits().asked()) {
            return false;
        }
        for (ReservationId id : draft.state().nascent()) {
            Optional<ReservationImage> image = draft.reservation(id);
            if (image.filter(i -> i.state() == ReservationState.NASCENT).isPresent()) {
                advance(draft, id, now);
                return draft.reservation(id).filter(i -> i.state() == ReservationState.NASCENT).isEmpty();
            }
        }
        return false;
    }

    private boolean forgetSurplus(Draft draft) {
        if (draft.ended() <= settings.limits().remembered()) {
            return false;
        }
        for (GuestState.Ended over : draft.state().ended()) {
            Optional<ReservationImage> image = draft.reservation(over.id());
            if (image.isPresent() && verdict(image.get(), ReservationTrigger.FORGET) instanceof Verdict.Moved<?>) {
                forget(draft, image.get());
                return true;
            }
        }
        return false;
    }

    private void forget(Draft draft, ReservationImage image) {
        draft.forget(image, settings.controllers().bySlice().containsKey(image.purpose().slice()));
    }

    private void advance(Draft draft, ReservationId id, Instant now) {
        for (int steps = 0; steps < MOST_STEPS; steps++) {
            Optional<ReservationImage> image = draft.reservation(id);
            if (image.isEmpty()) {
                return;
            }
            if (image.get().state().isEnd() && over(draft, image.get(), now)) {
                return;
            }
            ReservationImage next = step(draft, image.get(), now);
            if (next == image.get()) {
                return;
            }
            draft.put(next);
        }
        throw new IllegalStateException("reservation " + id + " takes more than " + MOST_STEPS + " steps at once");
    }

    private boolean over(Draft draft, ReservationImage image, Instant now) {
        if (now.isBefore(clockwork.forgotten(image))
                || !(verdict(image, ReservationTrigger.FORGET) instanceof Verdict.Moved<?>)) {
            return false;
        }
        forget(draft, image);
        return true;
    }

    /** One step, or the same object when there is none to take. */
    private ReservationImage step(Draft draft, ReservationImage image, Instant now) {
        if (!now.isBefore(clockwork.ownEnd(image))) {
            ReservationImage expired = expired(image, now);
            if (expired != image) {
                return expired;
            }
        }
        return switch (image.state()) {
            case NASCENT -> nascent(draft, image, now);
            case TICKETING, REDEEMING -> hindered(draft, image, now);
            case TICKETED -> ticketed(draft, image, now);
            case JOINING -> joining(draft, image, now);
            case ACTIVE -> active(draft, image, now);
            case EXTENDING_TICKET, RETURNING -> kept(draft, image, now);
            case EXTENDING_LEASE -> extendingLease(draft, image, now);
            case LEAVING -> leaving(draft, image, now);
            case CLOSING -> closing(image, now);
            case CLOSED, FAILED -> ended(image);
        };
    }

    /** Its end is no failure of what was in use until then. */
    private ReservationImage expired(ReservationImage image, Instant now) {
        return image.served() ? move(image, ReservationTrigger.EXPIRE, now, "")
                : fail(image, ReservationTrigger.EXPIRE, now, "its term was over while it was " + image.state() + ", waiting for "
                        + image.state().owner());
    }

    private ReservationImage nascent(Draft draft, ReservationImage image, Instant now) {
        Optional<String> hindrance = hindrance(draft, image).or(() -> !now.isBefore(clockwork.ownEnd(image))
                ? Optional.of("its term was over before its broker could be asked") : Optional.empty());
        if (hindrance.isPresent()) {
            return fail(image, ReservationTrigger.REFUSED, now, hindrance.get());
        }
        if (draft.unanswered() >= settings.limits().asked()) {
            return image;
        }
        ReservationImage moved = move(image, ReservationTrigger.DEMAND, now, "");
        return moved == image ? image : cashier.pay(draft, moved.with(moved.broker().demanding(epoch, moved.wish())), now);
    }

    /** Before it is in use: over when its group breaks or a predecessor is lost. */
    private ReservationImage hindered(Draft draft, ReservationImage image, Instant now) {
        Optional<String> hindrance = hindrance(draft, image);
        return hindrance.isEmpty() ? image : fail(image, ReservationTrigger.CLOSE, now, hindrance.get());
    }

    private Optional<String> hindrance(Draft draft, ReservationImage image) {
        Optional<String> broken = image.purpose().group().flatMap(draft::group).filter(g -> g.state() == GroupState.BROKEN)
                .map(g -> "its group " + g.subject() + " failed: " + g.cause().why());
        List<ReservationId> redeem = image.state() == ReservationState.REDEEMING || image.state() == ReservationState.JOINING
                ? List.of() : image.purpose().redeemAfter();
        List<ReservationId> join = image.served() ? List.of() : image.purpose().joinAfter();
        return broken.or(() -> lost(draft, redeem)).or(() -> lost(draft, join));
    }

    private static Optional<String> lost(Draft draft, List<ReservationId> predecessors) {
        return Dependence.on(predecessors, draft::reservation) instanceof Dependence.Lost(String reason)
                ? Optional.of(reason) : Optional.empty();
    }

    private ReservationImage ticketed(Draft draft, ReservationImage image, Instant now) {
        ReservationImage hindered = hindered(draft, image, now);
        boolean groupOpen = image.purpose().group().flatMap(draft::group).filter(g -> g.state() == GroupState.OPEN).isPresent();
        if (hindered != image || groupOpen
                || !(Dependence.on(image.purpose().redeemAfter(), draft::reservation) instanceof Dependence.Met)) {
            return hindered;
        }
        ReservationImage moved = move(image, ReservationTrigger.REDEEM, now, "");
        return moved == image ? image : moved.with(moved.site().redeeming(epoch, moved.chain().orElseThrow(), List.of()));
    }

    private ReservationImage joining(Draft draft, ReservationImage image, Instant now) {
        Optional<String> hindrance = hindrance(draft, image);
        if (hindrance.isPresent()) {
            return fail(image, ReservationTrigger.FALLEN, now, hindrance.get());
        }
        if (!image.served() && !image.purpose().joinAfter().isEmpty()) {
            if (!(Dependence.on(image.purpose().joinAfter(), draft::reservation) instanceof Dependence.Met)) {
                return image;
            }
            ReservationImage heir = image.withInherited(Dependence.inherited(image.purpose().joinAfter(), draft::reservation));
            if (!heir.equals(image)) {
                return heir;
            }
        }
        return switch (crew.muster(draft, image, List.of(), now)) {
            case BUSY -> image;
            case SOME_IN -> move(image, ReservationTrigger.JOINED, now, "").withServed();
            case NONE_IN -> fail(image, ReservationTrigger.FALLEN, now, "no unit could be taken into service");
        };
    }

    private ReservationImage active(Draft draft, ReservationImage image, Instant now) {
        ReservationImage kept = kept(draft, image, now);
        Optional<Instant> due = settings.renewal().due(image);
        ReservationImage lean = kept == image ? lean(image, now) : kept;
        if (lean != image || due.filter(at -> !at.isAfter(now)).isEmpty()) {
            return lean;
        }
        Term longer = image.term().orElseThrow().endingAt(settings.renewal().newEnd(image).orElseThrow());
        return extending(draft, image, Change.renewed(image, longer), List.of(), now, "renewal until " + longer.end());
    }

    /**
     * What the site could not set up goes back to the broker; what was wanted stays wanted. Asked once: a broker that would not
     * take it back is not asked again before something else is granted.
     */
    private ReservationImage lean(ReservationImage image, Instant now) {
        Ticket ticket = image.chain().orElseThrow().ticket();
        Optional<Lease> bound = image.lease().filter(l -> l.ticketRevision() == ticket.revision())
                .filter(l -> l.units().stream().noneMatch(u -> u.state() == UnitState.SETUP || u.state() == UnitState.MODIFYING));
        if (bound.isEmpty() || image.lastRefusal().isPresent()
                || !(image.site().answer().orElse(null) instanceof Answer.Granted(long asked, long granted, String why))) {
            return image;
        }
        long units = Math.max(granted, bound.get().units().stream().filter(Crew::isPresent).count());
        if (units < 1 || units >= ticket.units()) {
            return image;
        }
        ReservationImage moved = move(image, ReservationTrigger.GIVE_BACK, now,
                why.isEmpty() ? "the site has " + units + " of " + ticket.units() + " units" : why);
        return moved == image ? image
                : moved.with(moved.broker().demanding(epoch,
                        Change.staying(moved, Change.fewer(moved.held().orElseThrow(), units), List.of())));
    }

    /** The image that wants {@code demand} of its broker now; the same object where the table does not allow it. */
    ReservationImage extending(
            Draft draft, ReservationImage image, Demand demand, List<UnitId> victims, Instant now, String why) {
        ReservationImage moved = move(image, ReservationTrigger.EXTEND, now, why);
        return moved == image ? image : cashier.pay(draft, moved.with(
                moved.broker().demanding(epoch, Change.staying(moved, demand, victims))).withVictims(victims), now);
    }

    /** In use, unless its group breaks because another member never came to be used. */
    private ReservationImage kept(Draft draft, ReservationImage image, Instant now) {
        Optional<String> broken = image.purpose().group().flatMap(draft::group).filter(g -> g.state() == GroupState.BROKEN)
                .map(g -> "its group " + g.subject() + " failed: " + g.cause().why());
        if (broken.isPresent()) {
            return fail(image, ReservationTrigger.CLOSE, now, broken.get());
        }
        crew.muster(draft, image, image.state() == ReservationState.EXTENDING_LEASE ? image.victims() : List.of(), now);
        return image;
    }

    /** The newer ticket is redeemed once the units that are to be given up have left: they are the site's from then on. */
    private ReservationImage extendingLease(Draft draft, ReservationImage image, Instant now) {
        ReservationImage kept = kept(draft, image, now);
        TicketChain newest = image.chain().orElseThrow();
        if (kept != image || redeemed(image, newest) || image.victims().stream().anyMatch(v -> crew.present(draft, v))) {
            return kept;
        }
        return image.with(image.site().redeeming(epoch, newest, image.victims()));
    }

    private static boolean redeemed(ReservationImage image, TicketChain newest) {
        return image.site().chain().filter(c -> c.ticket().revision() == newest.ticket().revision()).isPresent();
    }

    private ReservationImage leaving(Draft draft, ReservationImage image, Instant now) {
        boolean allOut = crew.dismiss(draft, image, now);
        return allOut || !now.isBefore(clockwork.leaseEnd(image)) ? move(image, ReservationTrigger.LEFT, now, "") : image;
    }

    /** First the authority, so that nothing is given back to the broker that somebody may still be using. */
    private ReservationImage closing(ReservationImage image, Instant now) {
        boolean silent = !now.isBefore(clockwork.givenUp(image));
        boolean siteSettled = !image.site().spoken() || image.site().over() || silent;
        if (!siteSettled) {
            return image.site().open() ? image.with(image.site().closing(epoch)) : image;
        }
        boolean brokerSettled = image.broker().over() || silent;
        if (!brokerSettled) {
            return image.broker().open() ? image.with(image.broker().closing(epoch)) : image;
        }
        ReservationTrigger trigger = image.failure().isPresent() ? ReservationTrigger.SETTLED_BADLY : ReservationTrigger.SETTLED;
        ReservationImage moved = move(image, trigger, now, image.failure().orElse(""));
        boolean unheard = moved != image && silent && !(image.broker().over() && (!image.site().spoken() || image.site().over()));
        return unheard ? moved.noticed(now, "not everybody said that it is over, and nobody can hold it any more") : moved;
    }

    /** What is over needs no ticket and no lease any more. */
    private static ReservationImage ended(ReservationImage image) {
        return image.chain().isEmpty() && image.lease().isEmpty() ? image
                : image.with(image.broker().stripped()).with(image.site().stripped());
    }
}
