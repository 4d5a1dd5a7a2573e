package orca.runtime.remote;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import orca.core.protocol.Message;

/** What one actor has for one peer elsewhere, the newest about each contract. */
final class Outbox {
    /** The most messages that wait; a new one beyond them is dropped, for its actor repeats it. */
    static final int MOST = 100_000;

    /** How many messages in one taking mean that there is much to say. */
    private static final int BUSY = 8;
    /** How long more is waited for when there is much to say: a signature for each handful would cost more than the messages. */
    private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(15);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final Map<Slot, Message> waiting = new LinkedHashMap<>();
    private int taken;
    private long collects;
    private long emptied = System.nanoTime();

    void put(List<Message> messages) {
        lock.lock();
        try {
            for (Message message : messages) {
                Slot slot = Slot.of(message);
                if (waiting.size() < MOST || waiting.containsKey(slot)) {
                    waiting.put(slot, message);
                }
            }
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** These could not be sent; where something newer waits already, that goes instead. */
    void putBack(List<Message> messages) {
        lock.lock();
        try {
            for (Message message : messages) {
                if (waiting.size() < MOST) {
                    waiting.putIfAbsent(Slot.of(message), message);
                }
            }
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The same for a peer that collects. Of several calls that wait, only the latest gets anything: a peer that was restarted
     * cannot hear what an earlier call of it would take, and that call does not know yet.
     */
    List<Message> collect(int most, Duration longest) throws InterruptedException {
        long left = longest.toNanos();
        lock.lockInterruptibly();
        try {
            long mine = ++collects;
            while ((waiting.isEmpty() || mine != collects) && left > 0) {
                left = more.awaitNanos(left);
            }
            return mine == collects ? take(most, Duration.ZERO) : List.of();
        } finally {
            lock.unlock();
        }
    }

    /**
     * At most {@code most}, the longest waiting first; waits for one, and returns none when that takes too long. Where many were
     * taken the last time, it waits a moment for more.
     */
    List<Message> take(int most, Duration longest) throws InterruptedException {
        long left = longest.toNanos();
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty() && left > 0) {
                left = more.awaitNanos(left);
            }
            for (long linger = LINGER_NANOS; taken >= BUSY && !waiting.isEmpty() && waiting.size() < most && linger > 0;) {
                linger = more.awaitNanos(linger);
            }
            List<Message> all = new ArrayList<>(Math.min(most, waiting.size()));
            for (Iterator<Message> i = waiting.values().iterator(); i.hasNext() && all.size() < most;) {
                all.add(i.next());
                i.remove();
            }
            taken = all.size();
            emptied = System.nanoTime();
            return all;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** Whether it holds nothing and nobody waits for anything. */
    boolean idle() {
        lock.lock();
        try {
            return waiting.isEmpty() && !lock.hasWaiters(more);
        } finally {
            lock.unlock();
        }
    }

    /** Whether nobody has taken anything for that long. */
    boolean abandoned(Duration length) {
        lock.lock();
        try {
            return System.nanoTime() - emptied > length.toNanos();
        } finally {
            lock.unlock();
        }
    }
}
