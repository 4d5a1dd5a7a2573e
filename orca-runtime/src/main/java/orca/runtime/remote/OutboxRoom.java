package orca.runtime.remote;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much all outboxes together may hold. When it is full, one that holds less than its share may still take something, so that
 * peers whose messages nobody fetches do not keep those of others from leaving. Safe for threads.
 */
final class OutboxRoom {
    /** In bytes, roughly. */
    static final long USUAL = 128L << 20;

    private final long most;
    private final AtomicLong used = new AtomicLong();
    private final AtomicInteger boxes = new AtomicInteger();

    OutboxRoom(long most) {
        this.most = most;
    }

    void opened() {
        boxes.incrementAndGet();
    }

    /** One was given up with what it held. */
    void closed(long held) {
        boxes.decrementAndGet();
        used.addAndGet(-held);
    }

    /** Whether one that holds {@code held} may take {@code more}; then it has it. */
    boolean take(long held, long more) {
        if (used.addAndGet(more) <= most || held + more <= most / (2L * Math.max(1, boxes.get()))) {
            return true;
        }
        used.addAndGet(-more);
        return false;
    }

    void giveBack(long less) {
        used.addAndGet(-less);
    }

    long used() {
        return used.get();
    }
}
