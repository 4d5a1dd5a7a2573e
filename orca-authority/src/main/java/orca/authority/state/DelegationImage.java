package orca.authority.state;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import orca.core.contract.Cause;
import orca.core.contract.Stamp;
import orca.core.contract.Subject;
import orca.core.resource.Amounts;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationId;
import orca.core.ticket.DelegationState;
import orca.core.time.Term;

/**
 * A right that the site gave a broker.
 *
 * @param number counts the site's delegations
 * @param version counts the images of this one
 * @param current the revision in force, or the first one while it is only offered
 * @param renewal the revision that is offered in its place
 * @param issued the newest revision that was ever offered
 * @param stamp of the newest offer
 * @param reason why it was taken back or refused; else empty
 * @param live how many tickets the broker said to have on it
 * @param hosts which host is behind which bin, where it has bins: they keep their hosts as long as it is there
 */
public record DelegationImage(
        long number,
        long version,
        DelegationState state,
        Delegation current,
        Optional<Delegation> renewal,
        long issued,
        Stamp stamp,
        String reason,
        int live,
        Optional<Instant> forgetAt,
        Cause cause,
        List<String> hosts)
        implements AuthorityRecord {
    public DelegationImage {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(current, "current");
        Objects.requireNonNull(renewal, "renewal");
        Objects.requireNonNull(stamp, "stamp");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(forgetAt, "forgetAt");
        Objects.requireNonNull(cause, "cause");
        hosts = List.copyOf(hosts);
        int bins = hosts.size();
        if (bins != current.bins().size() || renewal.filter(d -> d.bins().size() != bins).isPresent()) {
            throw new IllegalArgumentException("delegation.hosts: must be one for each of " + current.bins().size()
                    + " bins, got " + hosts);
        }
    }

    @Override
    public DelegationId subject() {
        return current.id();
    }

    /** The newest revision that tickets may stand on. */
    public Delegation newest() {
        return renewal.orElse(current);
    }

    /** Whether it takes from the inventory. */
    public boolean booked() {
        return !state.isEnd();
    }

    /** What it takes from the inventory: while a renewal is not answered, enough for either revision. */
    public Amounts bookedAmounts() {
        return larger(current.capacity(), newest().capacity());
    }

    /** The same of the host behind one bin, which is {@code bin}, counted from 0. */
    public Amounts bookedOn(int bin) {
        return larger(current.bins().get(bin), newest().bins().get(bin));
    }

    private static Amounts larger(Amounts one, Amounts other) {
        long[] most = one.toArray();
        for (int i = 0; i < most.length; i++) {
            most[i] = Math.max(most[i], other.get(i));
        }
        return Amounts.of(most);
    }

    /** When it takes it, turnaround included. */
    public Term bookedTerm() {
        Term first = current.type().turnaround().occupied(current.term());
        Term second = newest().type().turnaround().occupied(newest().term());
        return new Term(
                first.start().isBefore(second.start()) ? first.start() : second.start(),
                first.end().isAfter(second.end()) ? first.end() : second.end());
    }

    /** When nothing stands on it any more by time alone. */
    public Instant end() {
        return bookedTerm().end();
    }

    /** The same, moved; the version grows. */
    public DelegationImage moved(
            DelegationState to, Delegation inForce, Optional<Delegation> offered, Stamp newStamp, String why, int nowLive,
                    Cause because) {
        return new DelegationImage(number, version + 1, to, inForce, offered, Math.max(issued,
                offered.orElse(inForce).revision()),
                newStamp, why, nowLive, forgetAt, because, hosts);
    }

    public DelegationImage forgettingAt(Instant at) {
        return new DelegationImage(
                number, version, state, current, renewal, issued, stamp, reason, live, Optional.of(at), cause, hosts);
    }
}
