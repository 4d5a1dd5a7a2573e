package orca.runtime.remote;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import orca.core.contract.Principal;

/**
 * Who has all that one may have, and was told so as often as is remembered. New demands of it are not read and not written down:
 * it is told when to come again. If it comes before that, nothing of it is looked at for as long; whoever heeds what he is told
 * never meets that. Of such a caller two calls are read after that, to see whether it has learned.
 *
 * <p>Soft: who has so much is read from the actor when one of them may call, at most once in {@link #GLANCE}. Safe for threads.
 */
final class Surfeit {
    /** How long one waits who has enough. */
    static final Duration AFTER = Duration.ofSeconds(5);
    /** Calls that were under way when the first was answered are no fault. */
    static final Duration GRACE = Duration.ofSeconds(1);
    /** How old what was read of the actor may be. */
    static final Duration GLANCE = Duration.ofSeconds(1);

    private final Supplier<CompletableFuture<Set<Principal>>> full;
    private final LongSupplier nanos;
    private final AtomicBoolean looking = new AtomicBoolean();
    /** One for each that has enough, no more. */
    private final Map<Principal, Manners> manners = new HashMap<>();
    private volatile Set<Principal> known = Set.of();
    private volatile long lookAt;

    /**
     * @param full reads from the actor who has all that one may have
     * @param nanos a clock that only goes forward
     */
    Surfeit(Supplier<CompletableFuture<Set<Principal>>> full, LongSupplier nanos) {
        this.full = full;
        this.nanos = nanos;
        this.lookAt = nanos.getAsLong();
    }

    /** How one behaved who has enough. */
    private static final class Manners {
        /** When it was told to wait. */
        private long told;
        private boolean warned;
        /** Until when nothing of it is looked at. */
        private long silentUntil;
        private boolean silent;
    }

    /** Whether {@code caller} has enough. */
    boolean has(Principal caller) {
        if (nanos.getAsLong() - lookAt >= 0 && looking.compareAndSet(false, true)) {
            lookAt = nanos.getAsLong() + GLANCE.toNanos();
            full.get().whenComplete((found, trouble) -> {
                know(found == null ? known : found);
                looking.set(false);
            });
        }
        return known.contains(caller);
    }

    private synchronized void know(Set<Principal> found) {
        known = Set.copyOf(found);
        manners.keySet().retainAll(new HashSet<>(found));
    }

    /** One that has enough asked for something new, and is told to wait. */
    synchronized void asked(Principal caller) {
        if (!known.contains(caller)) {
            return;
        }
        long now = nanos.getAsLong();
        Manners one = manners.computeIfAbsent(caller, any -> new Manners());
        boolean early = one.warned && now - one.told < AFTER.toNanos();
        if (early && (one.silent || now - one.told >= GRACE.toNanos())) {
            one.silent = true;
            one.silentUntil = now + AFTER.toNanos();
            one.warned = false;
        } else if (!early) {
            // Who was silent for so long and came once has no further grace, and nothing else held against him.
            one.silent = one.silent && now - one.silentUntil < AFTER.toNanos();
            one.warned = true;
            one.told = now;
        }
    }

    /** How long nothing of {@code caller} is looked at; empty when it is. */
    Optional<Duration> unheeding(Principal caller) {
        if (!known.contains(caller) || !has(caller)) { // others do not make it look
            return Optional.empty();
        }
        synchronized (this) {
            Manners one = manners.get(caller);
            long left = one == null || !one.silent ? 0 : one.silentUntil - nanos.getAsLong();
            return left > 0 ? Optional.of(Duration.ofNanos(Math.min(left, TimeUnit.HOURS.toNanos(1)))) : Optional.empty();
        }
    }
}
