package orca.servicemanager.record;

import java.time.Instant;
import java.util.Objects;
import orca.core.contract.Cause;
import orca.core.contract.ReservationId;
import orca.core.handler.Action;
import orca.core.lease.LeasedUnit;
import orca.core.lease.UnitId;
import orca.core.resource.PropertyList;
import orca.core.reservation.MemberState;
import orca.core.time.Term;

/**
 * A leased unit in the guest.
 *
 * @param told the unit as its handler was told of it last
 * @param term its term as its handler was told
 * @param calls how many calls of its handler were begun
 * @param tries how often the present action was tried
 * @param notBefore when the present call may begin
 * @param fallen whether it could not be taken into service
 * @param properties what its handler answered
 */
public record MemberImage(
        UnitId subject,
        ReservationId reservation,
        MemberState state,
        Cause cause,
        LeasedUnit told,
        Term term,
        Calls calls,
        int tries,
        Instant notBefore,
        boolean fallen,
        PropertyList properties)
        implements GuestRecord {
    public MemberImage {
        Objects.requireNonNull(subject, "member.unit");
        Objects.requireNonNull(reservation, "member.reservation");
        Objects.requireNonNull(state, "member.state");
        Objects.requireNonNull(cause, "member.cause");
        Objects.requireNonNull(told, "member.told");
        Objects.requireNonNull(term, "member.term");
        Objects.requireNonNull(calls, "member.calls");
        Objects.requireNonNull(notBefore, "member.notBefore");
        Objects.requireNonNull(properties, "member.properties");
    }

    /**
     * How many calls of each action were begun; each number is the newest attempt.
     *
     * @param last which action was begun last
     */
    public record Calls(int joins, int changes, int leaves, Action last) {
        public static final Calls NONE = new Calls(0, 0, 0, Action.JOIN);

        public Calls {
            if (joins < 0 || changes < 0 || leaves < 0) {
                throw new IllegalArgumentException("member.calls: must be 0 or more");
            }
            if (last != Action.JOIN && last != Action.MODIFY && last != Action.LEAVE) {
                throw new IllegalArgumentException("member.calls: a guest's handler is never asked to " + last);
            }
        }

        public Calls next(Action action) {
            return switch (action) {
                case JOIN -> new Calls(joins + 1, changes, leaves, action);
                case MODIFY -> new Calls(joins, changes + 1, leaves, action);
                case LEAVE -> new Calls(joins, changes, leaves + 1, action);
                case SETUP, TEARDOWN, PROBE -> throw new IllegalArgumentException("member: no guest's action: " + action);
            };
        }

        /** The attempt of the call that was begun last. */
        public int attempt() {
            return switch (last) {
                case JOIN -> joins;
                case MODIFY -> changes;
                case LEAVE -> leaves;
                case SETUP, TEARDOWN, PROBE -> throw new IllegalStateException("member: no guest's action: " + last);
            };
        }
    }

    public static MemberImage out(ReservationId of, LeasedUnit unit, Term term, Cause cause) {
        return new MemberImage(unit.id(), of, MemberState.OUT, cause, unit, term, Calls.NONE, 0, cause.at(), false,
                PropertyList.NONE);
    }

    public MemberImage to(MemberState next, Cause why) {
        return new MemberImage(
                subject, reservation, next, why, told, term, calls, tries, notBefore, fallen, properties);
    }

    /** A call of {@code action} is begun; the first of its kind since something else was done, or one more try. */
    public MemberImage calling(Action action, Instant from, boolean again) {
        return new MemberImage(subject, reservation, state, cause, told, term, calls.next(action), again ? tries + 1 : 1,
                from, fallen, properties);
    }

    public MemberImage told(LeasedUnit unit, Term newTerm) {
        return new MemberImage(
                subject, reservation, state, cause, unit, newTerm, calls, tries, notBefore, fallen, properties);
    }

    public MemberImage answered(PropertyList newProperties) {
        return new MemberImage(
                subject, reservation, state, cause, told, term, calls, tries, notBefore, fallen, newProperties);
    }

    public MemberImage withFallen(boolean isFallen) {
        return new MemberImage(
                subject, reservation, state, cause, told, term, calls, tries, notBefore, isFallen, properties);
    }

    /** Whether a call of its handler should be running or ending. */
    public boolean moving() {
        return state != MemberState.OUT && state != MemberState.IN;
    }

    /** Whether its handler has to be told that the lease gives it another size, end, place or property. */
    public boolean differs(LeasedUnit unit, Term leased) {
        return !term.equals(leased)
                || !told.sliver().equals(unit.sliver())
                || !told.host().equals(unit.host())
                || !told.properties().equals(unit.properties());
    }
}
