package orca.servicemanager;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import orca.core.actor.Duties;
import orca.core.actor.Event;
import orca.core.contract.Cause;
import orca.core.handler.Action;
import orca.core.handler.Outcome;
import orca.core.lease.Lease;
import orca.core.lease.LeasedUnit;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;
import orca.core.reservation.MemberState;
import orca.core.reservation.MemberTrigger;
import orca.core.reservation.ReservationState;
import orca.core.table.Verdict;
import orca.core.time.Term;
import orca.servicemanager.host.Calls;
import orca.servicemanager.record.MemberImage;
import orca.servicemanager.record.ReservationImage;

/** Takes leased units into service and out of it, each by the member table, until they are as the lease says. */
final class Crew {
    private final GuestSettings settings;
    private final GuestTables tables;

    Crew(GuestSettings settings, GuestTables tables) {
        this.settings = settings;
        this.tables = tables;
    }

    /** How the units of a reservation stand. */
    enum Muster {
        /** Some handler is at work, or no unit is there yet. */
        BUSY,
        /** All are settled and at least one is in service. */
        SOME_IN,
        /** All are settled and none is in service. */
        NONE_IN
    }

    /** Whether the site says that the unit may be used. */
    static boolean isPresent(LeasedUnit unit) {
        return switch (unit.state()) {
            case READY, MODIFYING, MIGRATING -> true;
            case FREE, SETUP, REPLACING, STOPPING, TEARDOWN, QUARANTINED -> false;
        };
    }

    /** Brings every member on its way to what the lease says; {@code except} are to leave even though the lease has them. */
    Muster muster(Draft draft, ReservationImage image, List<UnitId> except, Instant now) {
        Lease lease = image.lease().orElseThrow();
        Set<UnitId> wanted = new LinkedHashSet<>();
        boolean coming = false;
        for (LeasedUnit unit : lease.units()) {
            coming |= unit.state() == UnitState.SETUP;
            if (isPresent(unit) && !except.contains(unit.id())) {
                wanted.add(unit.id());
                want(draft, image, unit, lease.term(), now);
            }
        }
        boolean busy = false;
        boolean in = false;
        for (UnitId id : draft.crew(image.id())) {
            MemberImage member = draft.member(id).orElseThrow();
            if (!wanted.contains(id)) {
                member = dismiss(draft, member, image, now);
                if (member.state() == MemberState.OUT && !except.contains(id) && !wanted(image, id)) {
                    draft.forget(id);
                }
            }
            busy |= member.moving();
            in |= member.state() == MemberState.IN;
        }
        return busy || coming && !in ? Muster.BUSY : in ? Muster.SOME_IN : Muster.NONE_IN;
    }

    private void want(Draft draft, ReservationImage image, LeasedUnit unit, Term term, Instant now) {
        Optional<MemberImage> known = draft.member(unit.id());
        if (known.isPresent() && !known.get().reservation().equals(image.id())) {
            return; // two sites gave two units one name; the second is used without a handler
        }
        MemberImage member = known.orElseGet(() ->
                MemberImage.out(image.id(), unit, term, new Cause(now, MemberTrigger.JOIN.name(), "")));
        if (member.state() == MemberState.OUT && !member.fallen()) {
            step(draft, image, member.told(unit, term), MemberTrigger.JOIN, now, "");
        } else if (member.state() == MemberState.IN && member.differs(unit, term)) {
            step(draft, image, member.told(unit, term), MemberTrigger.CHANGE, now, "");
        }
    }

    /** Lets every member leave; whether all are out. Those that are out are members no more. */
    boolean dismiss(Draft draft, ReservationImage image, Instant now) {
        boolean allOut = true;
        for (UnitId id : draft.crew(image.id())) {
            MemberImage member = dismiss(draft, draft.member(id).orElseThrow(), image, now);
            if (member.state() == MemberState.OUT) {
                draft.forget(id);
            } else {
                allOut = false;
            }
        }
        return allOut;
    }

    private MemberImage dismiss(Draft draft, MemberImage member, ReservationImage image, Instant now) {
        return step(draft, image, member, MemberTrigger.LEAVE, now, "");
    }

    /** Whether the unit is in service, or on its way in or out. */
    boolean present(Draft draft, UnitId unit) {
        return draft.member(unit).filter(m -> m.state() != MemberState.OUT).isPresent();
    }

    /** One move of the table and what follows from it at once. */
    private MemberImage step(
            Draft draft, ReservationImage image, MemberImage member, MemberTrigger trigger, Instant now, String why) {
        if (!(tables.member().step(member.state(), trigger) instanceof Verdict.Moved<MemberState>(MemberState to))) {
            return member;
        }
        MemberImage moved = begun(member, member.to(to, new Cause(now, trigger.name(), why)), trigger, now);
        boolean unattended = settings.joining().handler(image.wish().type()).isEmpty();
        if (unattended && moved.moving()) {
            return step(draft, image, moved, MemberTrigger.DONE, now, "no handler");
        }
        draft.put(moved);
        return moved;
    }

    /** {@code after} with the call that its new state asks for. */
    private MemberImage begun(MemberImage before, MemberImage after, MemberTrigger trigger, Instant now) {
        boolean again = trigger == MemberTrigger.RETRY && after.state() == before.state();
        Instant from = again ? now.plus(settings.joining().retry().after(before.tries())) : now;
        return switch (after.state()) {
            case JOINING -> after.calling(Action.JOIN, from, again);
            case CHANGING -> after.calling(Action.MODIFY, from, again);
            case LEAVING -> after.calling(Action.LEAVE, from, again)
                    .withFallen(after.fallen() || before.state() == MemberState.JOINING);
            case OUT, IN, STOPPING -> after;
        };
    }

    /** A handler's call ended. Tells whether the member's reservation has to be looked at. */
    boolean ended(Draft draft, Event.Ended event, Instant now) {
        Optional<MemberImage> known = draft.member(event.unit());
        if (known.isEmpty()) {
            return false;
        }
        MemberImage member = known.get();
        boolean current = Calls.name(member).equals(new Duties.CallName(event.unit(), event.action(), event.attempt()));
        if (!member.moving() || !current) {
            return false; // of a call that was superseded, or said twice
        }
        return ended(draft, member, event.outcome(), now);
    }

    private boolean ended(Draft draft, MemberImage member, Outcome outcome, Instant now) {
        boolean tried = member.tries() >= settings.joining().attempts();
        MemberTrigger trigger = switch (outcome) {
            case Outcome.Done done -> MemberTrigger.DONE;
            case Outcome.Trouble trouble -> trouble.retry() && !tried ? MemberTrigger.RETRY : MemberTrigger.FAIL;
        };
        if (!(tables.member().step(member.state(), trigger) instanceof Verdict.Moved<MemberState>(MemberState to))) {
            return false;
        }
        String why = outcome instanceof Outcome.Trouble(String reason, boolean retry) ? reason : "";
        MemberImage answered = outcome instanceof Outcome.Done(var properties)
                ? member.answered(Calls.merged(properties, member.properties())) : member;
        MemberImage moved = begun(member, answered.to(to, new Cause(now, trigger.name(), why)), trigger, now);
        draft.put(moved);
        Optional<ReservationImage> reservation = draft.reservation(member.reservation());
        if (trigger == MemberTrigger.FAIL) {
            String what = member.calls().last() + " of " + member.subject() + " failed: " + why;
            reservation = reservation.map(r -> r.noticed(now, what));
            reservation.ifPresent(draft::put);
        }
        if (moved.state() == MemberState.OUT && reservation.filter(r -> wanted(r, moved.subject())).isEmpty()) {
            draft.forget(moved.subject());
        }
        return !moved.moving();
    }

    /**
     * Whether a member that is out is still to be kept in mind: the lease is in use and has its unit. A unit may come back, of a
     * site that was put back, and none of its calls has the name of one before.
     */
    private static boolean wanted(ReservationImage image, UnitId unit) {
        return !image.goingOrGone()
                && image.lease().map(Lease::units).orElse(List.of()).stream().anyMatch(u -> u.id().equals(unit));
    }
}
