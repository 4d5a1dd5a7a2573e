package orca.runtime.remote;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import orca.core.contract.Principal;
import orca.core.protocol.Message;
import orca.runtime.loop.Footing;
import orca.wire.trust.Recent;

/**
 * Whom an actor need not treat as a stranger: who is in its address book, who holds something of it, and who has lately shown a
 * ticket, or rights to issue some, that stand on what the actor itself signed. Keys cost nothing, but such papers come from a
 * broker that gave them to one holder each. Soft: who holds something is read from the actor when a stranger calls, now and then.
 * Safe for threads.
 */
final class Acquaintances {
    /** The most that are remembered of those who are in no address book. */
    static final int MOST = 10_000;

    /** How long what was read of the actor is good for. */
    private static final long GLANCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Principal self;
    private final Predicate<Principal> listed;
    private final Supplier<CompletableFuture<Set<Principal>>> holders;
    private final LongSupplier nanos;
    private final Map<Principal, Boolean> seen = Collections.synchronizedMap(new Recent<>(MOST));
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile Set<Principal> holding = Set.of();
    private volatile long lookAt;

    /**
     * @param listed whether somebody is in the address book
     * @param holders reads from the actor who holds something of it
     * @param nanos a clock that only goes forward
     */
    Acquaintances(Principal self, Predicate<Principal> listed, Supplier<CompletableFuture<Set<Principal>>> holders,
            LongSupplier nanos) {
        this.self = self;
        this.listed = listed;
        this.holders = holders;
        this.nanos = nanos;
        this.lookAt = nanos.getAsLong();
    }

    Footing footing(Principal caller) {
        if (listed.test(caller) || seen.get(caller) != null) {
            return Footing.KNOWN;
        }
        look();
        return holding.contains(caller) ? Footing.KNOWN : Footing.STRANGER;
    }

    /** Has it read who holds something, if that is not new. Nobody waits for it: until then a stranger is one. */
    private void look() {
        if (nanos.getAsLong() - lookAt >= 0 && looking.compareAndSet(false, true)) {
            lookAt = nanos.getAsLong() + GLANCE_NANOS;
            holders.get().whenComplete((found, trouble) -> {
                holding = found == null ? holding : found;
                looking.set(false);
            });
        }
    }

    /** {@code caller} said this; its papers were checked. */
    void heard(Principal caller, Message message) {
        boolean good = switch (message) {
            case Message.LeaseDemand m -> m.chain().filter(chain -> chain.root().issuer().equals(self)
                    && chain.ticket().holder().equals(caller)).isPresent();
            case Message.TicketStanding m -> m.rights().root().issuer().equals(self) && m.rights().last().holder().equals(caller);
            case Message.TicketDemand m -> false;
            case Message.TicketView m -> false;
            case Message.LeaseView m -> false;
            case Message.DelegationOffer m -> false;
            case Message.DelegationView m -> false;
            case Message.StandingView m -> false;
        };
        if (good) {
            seen.put(caller, true);
        }
    }
}
