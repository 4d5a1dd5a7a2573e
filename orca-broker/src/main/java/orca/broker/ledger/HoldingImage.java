package orca.broker.ledger;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import orca.core.contract.Cause;
import orca.core.contract.Principal;
import orca.core.contract.Refusal;
import orca.core.contract.Stamp;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.DelegationState;

/**
 * A delegation as its broker knows it.
 *
 * @param chain the delegation, in the revision that is held or the one that was refused, on those that it stands on
 * @param heard the stamp of the newest offer
 * @param refusal what is said against the newest offer, if anything
 * @param horizon before which the calendar keeps nothing
 * @param due when time alone changes something
 * @param mark counts its images
 */
public record HoldingImage(
        HoldingKey key,
        DelegationState state,
        DelegationChain chain,
        Stamp heard,
        Optional<Refusal> refusal,
        Instant horizon,
        Instant due,
        long mark,
        Cause cause)
        implements BrokerRecord {
    public HoldingImage {
        Objects.requireNonNull(key, "holding.key");
        Objects.requireNonNull(state, "holding.state");
        Objects.requireNonNull(chain, "holding.chain");
        Objects.requireNonNull(heard, "holding.heard");
        Objects.requireNonNull(refusal, "holding.refusal");
        Objects.requireNonNull(horizon, "holding.horizon");
        Objects.requireNonNull(due, "holding.due");
        Objects.requireNonNull(cause, "holding.cause");
    }

    @Override
    public HoldingKey subject() {
        return key;
    }

    public Delegation delegation() {
        return chain.last();
    }

    /** Whose inventory it is in the end. */
    public Principal site() {
        return chain.root().issuer();
    }

    /** Whether tickets may be issued on it. */
    public boolean sells() {
        return switch (state) {
            case HELD, EXTENDING -> true;
            case UNKNOWN, OFFERED, RECLAIMING, REFUSED, CLOSED -> false;
        };
    }

    /** Whether tickets that were issued on it are in force. */
    public boolean bears() {
        return sells() || state == DelegationState.RECLAIMING;
    }

    /** When no ticket on it can be in use any more. */
    public Instant end() {
        Delegation it = delegation();
        return it.type().turnaround().occupied(it.term()).end();
    }

    HoldingImage forgettingBefore(Instant instant) {
        return new HoldingImage(key, state, chain, heard, refusal, instant, due, mark, cause);
    }
}
