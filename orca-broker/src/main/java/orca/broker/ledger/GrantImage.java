package orca.broker.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import orca.core.contract.Cause;
import orca.core.contract.Principal;
import orca.core.contract.Stamp;
import orca.core.resource.Amounts;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.DelegationId;
import orca.core.ticket.DelegationState;
import orca.core.time.Term;

/**
 * A part of a holding that was given to another broker.
 *
 * @param holding what it is a part of
 * @param number its turn when it was given, which no demand and no other grant has
 * @param current the revision in force on what it stands on, or the first one while it is only offered
 * @param renewal the revision that is offered in its place
 * @param issued the newest revision that was ever offered
 * @param stamp of the newest offer
 * @param reason why it was taken back or refused; else empty
 * @param live how many tickets the other broker said to have on it
 * @param bookings what stands in the holding's calendar; one at most
 * @param forgetAt for what is over: when to forget it
 * @param mark counts its images
 */
public record GrantImage(
        DelegationId id,
        HoldingKey holding,
        long number,
        DelegationState state,
        DelegationChain current,
        Optional<DelegationChain> renewal,
        long issued,
        Stamp stamp,
        String reason,
        int live,
        List<Booking> bookings,
        Optional<Instant> forgetAt,
        long mark,
        Cause cause)
        implements BrokerRecord {
    public GrantImage {
        Objects.requireNonNull(id, "grant.id");
        Objects.requireNonNull(holding, "grant.holding");
        Objects.requireNonNull(state, "grant.state");
        Objects.requireNonNull(current, "grant.current");
        Objects.requireNonNull(renewal, "grant.renewal");
        Objects.requireNonNull(stamp, "grant.stamp");
        Objects.requireNonNull(reason, "grant.reason");
        bookings = List.copyOf(bookings);
        Objects.requireNonNull(forgetAt, "grant.forgetAt");
        Objects.requireNonNull(cause, "grant.cause");
    }

    @Override
    public DelegationId subject() {
        return id;
    }

    public Principal holder() {
        return current.last().holder();
    }

    /** The newest revision that tickets may stand on, with what it stands on itself. */
    public DelegationChain newest() {
        return renewal.orElse(current);
    }

    /** Whether the other broker may have tickets on it. */
    public boolean open() {
        return !state.isEnd();
    }

    /** When nothing stands on it any more by time alone. */
    public Instant end() {
        return covering(current.last(), newest().last()).term().end();
    }

    /** When time alone changes something. */
    public Instant due() {
        return forgetAt.orElseGet(this::end);
    }

    /** What two revisions take together while either may be the one that holds: enough for each. */
    public static Booking covering(Delegation one, Delegation other) {
        return covering(one, other.promisable(), other.type().turnaround().occupied(other.term()));
    }

    /** The same of one that is only thought of: what may be promised on it, and when it is booked. */
    public static Booking covering(Delegation one, Amounts also, Term second) {
        long[] most = one.promisable().toArray();
        for (int i = 0; i < most.length; i++) {
            most[i] = Math.max(most[i], also.get(i));
        }
        Term first = one.type().turnaround().occupied(one.term());
        Instant start = first.start().isBefore(second.start()) ? first.start() : second.start();
        return new Booking(Amounts.of(most), new Term(start, first.end().isAfter(second.end()) ? first.end() : second.end()));
    }
}
