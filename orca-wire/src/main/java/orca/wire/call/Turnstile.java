package orca.wire.call;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets so many at once do what costs processor time (checking signatures, reading what many messages say), and those who wait in
 * turn, one of each lane. Without it a caller with a hundred connections has a hundred times the processor of one who has one:
 * calls run on virtual threads, which nobody interrupts while they calculate. Safe for threads.
 */
public final class Turnstile {
    private final ReentrantLock lock = new ReentrantLock();
    private final Rounds<Object, Waiter> rounds = new Rounds<>();
    private final int mostInLane;
    private final Duration patience;
    private int free;

    /**
     * @param atOnce how many may go through at once; 1 or more
     * @param mostInLane the most that wait in one lane; 1 or more
     * @param patience how long one waits at most
     */
    public Turnstile(int atOnce, int mostInLane, Duration patience) {
        if (atOnce < 1 || mostInLane < 1) {
            throw new IllegalArgumentException("turnstile: must let 1 or more through, and 1 or more wait, got " + atOnce + ", "
                    + mostInLane);
        }
        this.free = atOnce;
        this.mostInLane = mostInLane;
        this.patience = patience;
    }

    /**
     * One less than there are processors, so that calls that cost little find one free, and at least one; 64 of a lane waiting,
     * for 10 s.
     */
    public static Turnstile usual() {
        return new Turnstile(Math.max(1, Runtime.getRuntime().availableProcessors() - 1), 64, Duration.ofSeconds(10));
    }

    /**
     * What is done behind the turnstile.
     *
     * @param <X> why it cannot be done
     */
    @FunctionalInterface
    public interface Work<T, X extends Exception> {
        T done() throws X;
    }

    private final class Waiter {
        private final Condition called = lock.newCondition();
        private boolean mayGo;
    }

    /**
     * Does {@code work} when it is the turn of {@code lane}.
     *
     * @throws CallRefused busy: too many wait in this lane, or it took too long
     */
    public <T, X extends Exception> T pass(Object lane, Work<T, X> work) throws X, CallRefused, InterruptedException {
        enter(lane);
        try {
            return work.done();
        } finally {
            leave();
        }
    }

    private void enter(Object lane) throws CallRefused, InterruptedException {
        lock.lockInterruptibly();
        try {
            if (free > 0) {
                free--; // then nobody waits
                return;
            }
            if (rounds.size(lane) >= mostInLane) {
                throw CallRefused.busy("too many calls of yours are being looked at", Duration.ofSeconds(1));
            }
            Waiter waiter = new Waiter();
            rounds.add(lane, waiter);
            boolean goes = false;
            try {
                long left = patience.toNanos();
                while (!waiter.mayGo && left > 0) {
                    left = waiter.called.awaitNanos(left);
                }
                goes = waiter.mayGo;
            } finally {
                if (!goes && !rounds.remove(lane, waiter)) {
                    pass(); // it was its turn just when it gave up
                }
            }
            if (!goes) {
                throw CallRefused.busy("too many calls are being looked at", Duration.ofSeconds(5));
            }
        } finally {
            lock.unlock();
        }
    }

    private void leave() {
        lock.lock();
        try {
            pass();
        } finally {
            lock.unlock();
        }
    }

    private void pass() {
        Optional<Waiter> next = rounds.next();
        if (next.isEmpty()) {
            free++;
        } else {
            next.get().mayGo = true;
            next.get().called.signal();
        }
    }

    /** How many wait. */
    public int waiting() {
        lock.lock();
        try {
            return rounds.size();
        } finally {
            lock.unlock();
        }
    }
}
