package orca.authority.state;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import orca.core.contract.Cause;
import orca.core.contract.ContractKey;
import orca.core.handler.Action;
import orca.core.lease.LeasedUnit;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;
import orca.core.resource.Amounts;
import orca.core.resource.Pieces;
import orca.core.resource.PropertyList;
import orca.core.resource.TypeName;
import orca.core.time.Term;

/**
 * One unit. In state FREE it is the last image of a unit that is gone.
 *
 * @param number counts the site's units
 * @param version counts the images of this one
 * @param term when it is leased
 * @param booked when its host is kept for it: the term and its turnaround, and for ever while it overstays
 * @param sliver its size as its handler made it
 * @param wanted its size as it is to be
 * @param asked what ticket and holder said, for its handler
 * @param inherited what its host gave it
 * @param made what its handler said of it
 * @param action what its handler was called for last
 * @param attempts how often it was called, for what
 * @param failures of {@code action} in a row
 * @param notBefore when the current call may begin, or when to look at it again
 * @param overstays whether it is still there after the time that was booked for it
 * @param room the number of this change among all by which room came free; 0 when it freed none
 * @param moving the other host that has a place for it, from the beginning of a move until one of the two is given up
 */
public record UnitImage(
        UnitId id,
        long number,
        long version,
        ContractKey lease,
        UnitState state,
        TypeName type,
        String host,
        Term term,
        Term booked,
        Amounts sliver,
        Amounts wanted,
        PropertyList asked,
        PropertyList inherited,
        PropertyList made,
        Action action,
        Attempts attempts,
        int failures,
        Instant notBefore,
        boolean overstays,
        long room,
        Optional<Moving> moving,
        Cause cause)
        implements AuthorityRecord {
    public UnitImage {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(lease, "lease");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(term, "term");
        Objects.requireNonNull(booked, "booked");
        Objects.requireNonNull(sliver, "sliver");
        Objects.requireNonNull(wanted, "wanted");
        Objects.requireNonNull(asked, "asked");
        Objects.requireNonNull(inherited, "inherited");
        Objects.requireNonNull(made, "made");
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(attempts, "attempts");
        Objects.requireNonNull(notBefore, "notBefore");
        Objects.requireNonNull(moving, "moving");
        Objects.requireNonNull(cause, "cause");
    }

    @Override
    public UnitId subject() {
        return id;
    }

    public int attempt() {
        return attempts.of(action);
    }

    /** Whether its handler is being called, or was and has to end. */
    public boolean busy() {
        return switch (state) {
            case SETUP, MODIFYING, MIGRATING, STOPPING, TEARDOWN -> attempt() > 0;
            case FREE, READY, REPLACING, QUARANTINED -> false;
        };
    }

    /** Whether its holder has it, or will. */
    public boolean serves() {
        return switch (state) {
            case SETUP, READY, MODIFYING, MIGRATING -> true;
            case FREE, REPLACING, STOPPING, TEARDOWN, QUARANTINED -> false;
        };
    }

    /** Whether its host's time for it waits to begin. */
    public boolean unbegun() {
        return state == UnitState.SETUP && attempts.setup() == 0;
    }

    /**
     * What it takes of {@code place}, one of its {@link #places}: as {@link #load}; but of the host that it leaves so that it can
     * grow, no more than its present size.
     */
    public Amounts loadOn(String place) {
        Optional<Amounts> held = place.equals(host) ? moving.flatMap(Moving::held) : Optional.empty();
        return held.map(size -> Pieces.load(size.load(1), inherited)).orElseGet(this::load);
    }

    /** What it takes of a host: enough for its present size and the wanted one. */
    public Amounts load() {
        if (sliver.equals(wanted)) {
            return Pieces.load(sliver.load(1), inherited);
        }
        long[] most = sliver.toArray();
        for (int i = 0; i < most.length; i++) {
            most[i] = Math.max(most[i], wanted.get(i));
        }
        return Pieces.load(Amounts.of(most).load(1), inherited);
    }

    /** The hosts on which a place is booked for it: where it lives, and while it moves the other one. */
    public List<String> places() {
        return moving.isEmpty() ? List.of(host) : List.of(host, moving.get().to());
    }

    /** Whether {@code name} is one of {@link #places}. */
    public boolean isBookedOn(String name) {
        return host.equals(name) || moving.isPresent() && moving.get().to().equals(name);
    }

    /** Where it is to be when its handler is done. */
    public String aim() {
        return moving.filter(m -> !m.back()).map(Moving::to).orElse(host);
    }

    /** As its holder sees it: without what is the site's own. */
    public LeasedUnit shown() {
        return new LeasedUnit(id, host, sliver, state, inherited.overlaid(made).forOthers());
    }

    public UnitImage in(UnitState to, Cause because) {
        return new UnitImage(id, number, version + 1, lease, to, type, host, term, booked, sliver, wanted, asked, inherited, made,
                action, attempts, failures, notBefore, overstays, 0, moving, because);
    }

    /** With another call of {@code next} to be made. */
    public UnitImage calling(Action next, int failed, Instant from) {
        return new UnitImage(id, number, version, lease, state, type, host, term, booked, sliver, wanted, asked, inherited, made,
                next, attempts.another(next), failed, from, overstays, room, moving, cause);
    }

    /** To be looked at again at {@code at}, maybe after another failure. */
    public UnitImage waiting(int failed, Instant at) {
        return new UnitImage(id, number, version, lease, state, type, host, term, booked, sliver, wanted, asked, inherited, made,
                action, attempts, failed, at, overstays, room, moving, cause);
    }

    public UnitImage sized(Amounts is, Amounts shall) {
        return new UnitImage(id, number, version, lease, state, type, host, term, booked, is, shall, asked, inherited, made,
                action, attempts, failures, notBefore, overstays, room, moving, cause);
    }

    public UnitImage lasting(Term newTerm, Term newBooked) {
        return new UnitImage(id, number, version, lease, state, type, host, newTerm, newBooked, sliver, wanted, asked, inherited,
                made, action, attempts, failures, notBefore, overstays, room, moving, cause);
    }

    public UnitImage knowing(PropertyList nowAsked, PropertyList nowMade) {
        return new UnitImage(id, number, version, lease, state, type, host, term, booked, sliver, wanted, nowAsked, inherited,
                nowMade, action, attempts, failures, notBefore, overstays, room, moving, cause);
    }

    /** Still there when it should be gone: its host is kept for it until it is. */
    public UnitImage overstaying() {
        return new UnitImage(id, number, version, lease, state, type, host, term, booked.endingAt(Term.LATEST), sliver, wanted,
                asked, inherited, made, action, attempts, failures, notBefore, true, room, moving, cause);
    }

    public UnitImage freeing(long newRoom) {
        return new UnitImage(id, number, version, lease, state, type, host, term, booked, sliver, wanted, asked, inherited, made,
                action, attempts, failures, notBefore, overstays, newRoom, moving, cause);
    }

    public UnitImage moving(Optional<Moving> other) {
        return new UnitImage(id, number, version, lease, state, type, host, term, booked, sliver, wanted, asked, inherited, made,
                action, attempts, failures, notBefore, overstays, room, other, cause);
    }

    /** On the host that it was to go to, which gives it {@code theirs}; the place that it had is given up. */
    public UnitImage arrived(PropertyList theirs) {
        String there = moving.orElseThrow().to();
        return new UnitImage(id, number, version, lease, state, type, there, term, booked, sliver, wanted, asked, theirs, made,
                action, attempts, failures, notBefore, overstays, room, Optional.empty(), cause);
    }
}
