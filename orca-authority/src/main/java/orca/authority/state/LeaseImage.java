package orca.authority.state;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import orca.core.contract.Answer;
import orca.core.contract.Cause;
import orca.core.contract.ContractKey;
import orca.core.contract.Stamp;
import orca.core.lease.LeaseState;
import orca.core.protocol.Message;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;

/**
 * A lease, without its units, which are images of their own.
 *
 * @param number counts the site's leases: the older, the smaller
 * @param version counts the images of this one
 * @param newest the newest ticket that held when it was looked at; it counts as promised until the lease is over
 * @param bound what binds the site, while something does
 * @param opening while {@code newest} wants hosts
 * @param forgetAt while it is over
 */
public record LeaseImage(
        ContractKey key,
        long number,
        long version,
        LeaseState state,
        Heard heard,
        Told told,
        Optional<TicketChain> newest,
        Optional<Bound> bound,
        Optional<Opening> opening,
        Optional<Instant> forgetAt,
        Cause cause)
        implements AuthorityRecord {
    public LeaseImage {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(heard, "heard");
        Objects.requireNonNull(told, "told");
        Objects.requireNonNull(newest, "newest");
        Objects.requireNonNull(bound, "bound");
        Objects.requireNonNull(opening, "opening");
        Objects.requireNonNull(forgetAt, "forgetAt");
        Objects.requireNonNull(cause, "cause");
    }

    /** A lease of which nothing is known yet. */
    public static LeaseImage unknown(ContractKey key, long number, Cause cause) {
        return new LeaseImage(key, number, 0, LeaseState.UNKNOWN, Heard.NOTHING, Told.NOTHING, Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), cause);
    }

    @Override
    public ContractKey subject() {
        return key;
    }

    /** The ticket that wants hosts, or was bound last. */
    public Ticket ticket() {
        return newest.orElseThrow(() -> new IllegalStateException("lease " + key + " has no ticket while " + state)).ticket();
    }

    public Bound binding() {
        return bound.orElseThrow(() -> new IllegalStateException("lease " + key + " binds nothing while " + state));
    }

    /** Whether it is over, and only remembered. */
    public boolean over() {
        return state.isEnd();
    }

    public LeaseImage in(LeaseState to, Cause because) {
        return new LeaseImage(key, number, version, to, heard, told, newest, bound, opening, forgetAt, because);
    }

    /** With the holder's new demand heard; what it has seen needs no telling any more. */
    public LeaseImage hearing(Message.LeaseDemand demand) {
        return with(Heard.of(demand, heard.seen())).relieved();
    }

    public LeaseImage seeing(Stamp view) {
        return with(heard.seeing(view)).relieved();
    }

    private LeaseImage relieved() {
        return heard.seen().compareTo(told.said()) >= 0 ? with(told.unburdened()) : this;
    }

    /** With an answer to the newest demand. */
    public LeaseImage answering(Answer answer) {
        return with(told.answering(heard.stamp(), answer));
    }

    public LeaseImage noticing(Instant at, String text) {
        return with(told.noticing(at, text));
    }

    public LeaseImage with(Optional<TicketChain> chain) {
        return new LeaseImage(key, number, version, state, heard, told, chain, bound, opening, forgetAt, cause);
    }

    public LeaseImage with(Bound binding) {
        return new LeaseImage(
                key, number, version, state, heard, told, newest, Optional.of(binding), opening, forgetAt, cause);
    }

    public LeaseImage with(Opening open) {
        return new LeaseImage(key, number, version, state, heard, told, newest, bound, Optional.of(open), forgetAt, cause);
    }

    /** With nothing that wants hosts. */
    public LeaseImage answered() {
        return new LeaseImage(key, number, version, state, heard, told, newest, bound, Optional.empty(), forgetAt, cause);
    }

    /** What is left of it when it is over: enough to answer what comes late. */
    public LeaseImage entombed(Instant until) {
        return new LeaseImage(key, number, version, state, heard.entombed(), told, Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.of(until), cause);
    }

    /** Alive again, by another ticket. */
    public LeaseImage unearthed() {
        return new LeaseImage(key, number, version, state, heard, told, newest, bound, opening, Optional.empty(), cause);
    }

    private LeaseImage with(Heard newHeard) {
        return new LeaseImage(key, number, version, state, newHeard, told, newest, bound, opening, forgetAt, cause);
    }

    private LeaseImage with(Told newTold) {
        return new LeaseImage(key, number, version, state, heard, newTold, newest, bound, opening, forgetAt, cause);
    }

    /** The image that follows {@code before}: numbered, and stamped anew if its view differs or its holder has seen more. */
    LeaseImage after(Optional<LeaseImage> before, long epoch, boolean urgent) {
        Stamp next = told.said().nextFor(heard.seen(), epoch);
        boolean forgotten = !next.equals(told.said().next(epoch));
        boolean news = urgent || forgotten || before.isEmpty() || !before.get().showsLike(this);
        Told stamped = news ? told.saying(next, urgent) : told;
        return new LeaseImage(key, number, before.map(LeaseImage::version).orElse(0L) + 1, state, heard, stamped, newest, bound,
                opening, forgetAt, cause);
    }

    private boolean showsLike(LeaseImage other) {
        return state == other.state && bound.equals(other.bound) && told.answers().equals(other.told.answers())
                && told.answer().equals(other.told.answer()) && told.lastNotice() == other.told.lastNotice();
    }
}
