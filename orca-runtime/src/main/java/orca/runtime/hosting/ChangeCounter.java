package orca.runtime.hosting;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Grows whenever something durable changed in any actor; those who watch wait for it. */
public final class ChangeCounter {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private long count;

    public void grow() {
        lock.lock();
        try {
            count++;
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    public long get() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the count when it is above {@code since}, or what it is after {@code longest}. */
    public long await(long since, Duration longest) throws InterruptedException {
        lock.lock();
        try {
            long left = longest.toNanos();
            while (count <= since && left > 0) {
                left = grown.awaitNanos(left);
            }
            return count;
        } finally {
            lock.unlock();
        }
    }
}
