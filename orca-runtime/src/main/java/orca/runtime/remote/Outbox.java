package orca.runtime.remote;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import orca.core.protocol.Message;
import orca.runtime.loop.MessageWeight;
import orca.runtime.loop.Rank;
import orca.runtime.transport.Slot;

/**
 * What one actor has for one peer elsewhere, the newest about each contract; what concerns contracts that there are first. A peer
 * that has no room for new demands gets none until it said it would, and all else meanwhile.
 */
final class Outbox {
    /** The most messages that wait; a new one beyond them is dropped, for its actor repeats it. */
    static final int MOST = 100_000;

    /**
     * How many messages in one taking mean that there is much to say. With fewer, what waits goes as soon as somebody takes it:
     * what comes while a call is under way goes together in the next one in any case, and more may not come before these are
     * answered.
     */
    static final int MUCH = 40;
    /**
     * How long more is waited for when there is much to say: hundreds wait for each other then at both ends, and fewer calls of
     * more messages leave more of the processors for them.
     */
    private static final Duration LINGER = Duration.ofMillis(15);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final OutboxRoom room;
    private final long lingerNanos;
    private final Map<Rank, LinkedHashMap<Slot, Message>> waiting = new EnumMap<>(Rank.class);
    private long bytes;
    private int taken;
    private long collects;
    private long emptied = System.nanoTime();
    /** Until when new demands rest. */
    private long newRestUntil = System.nanoTime();
    private boolean closed;

    Outbox(OutboxRoom room) {
        this(room, LINGER);
    }

    /** @param linger how long more is waited for when there is much to say */
    Outbox(OutboxRoom room, Duration linger) {
        this.room = room;
        this.lingerNanos = linger.toNanos();
        for (Rank rank : Rank.values()) {
            waiting.put(rank, new LinkedHashMap<>());
        }
        room.opened();
    }

    /** Takes what fits; how many did not. */
    int put(List<Message> messages) {
        return fill(messages, true);
    }

    /** These could not be sent; where something newer waits already, that goes instead. How many were dropped. */
    int putBack(List<Message> messages) {
        return fill(messages, false);
    }

    private int fill(List<Message> messages, boolean newer) {
        lock.lock();
        try {
            int dropped = 0;
            for (Message message : messages) {
                dropped += fill(message, newer) ? 0 : 1;
            }
            more.signalAll();
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    private boolean fill(Message message, boolean newer) {
        Slot slot = Slot.of(message);
        Rank rank = Rank.of(message);
        Rank before = waiting.get(Rank.NEW).containsKey(slot) ? Rank.NEW : Rank.LIVING;
        Message old = waiting.get(before).get(slot);
        if (old != null && !newer) {
            return true;
        }
        int extra = MessageWeight.of(message) - (old == null ? 0 : MessageWeight.of(old));
        if (closed || old == null && count() >= MOST || extra > 0 && !room.take(bytes, extra)) {
            return false;
        }
        room.giveBack(extra < 0 ? -extra : 0);
        bytes += extra;
        if (old == null) {
            waiting.get(rank).put(slot, message);
        } else if (before == rank) {
            waiting.get(rank).replace(slot, message); // it keeps its place
        } else {
            waiting.get(before).remove(slot);
            waiting.get(rank).put(slot, message);
        }
        return true;
    }

    private void freed(int weight) {
        bytes -= weight;
        room.giveBack(weight);
    }

    private int count() {
        return waiting.values().stream().mapToInt(Map::size).sum();
    }

    /** New demands are not taken before {@code length} is over. */
    void restNew(Duration length) {
        lock.lock();
        try {
            newRestUntil = System.nanoTime() + length.toNanos();
        } finally {
            lock.unlock();
        }
    }

    /** How many may be taken now. */
    private int ready() {
        int living = waiting.get(Rank.LIVING).size();
        return newRestUntil - System.nanoTime() > 0 ? living : living + waiting.get(Rank.NEW).size();
    }

    /** Waits for something to be ready, or for {@code left} nanoseconds to pass; how many of these are left. */
    private long await(long left) throws InterruptedException {
        long rest = newRestUntil - System.nanoTime();
        if (rest <= 0 || rest >= left || waiting.get(Rank.NEW).isEmpty()) {
            return more.awaitNanos(left);
        }
        return left - rest + Math.min(rest, more.awaitNanos(rest));
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
            while ((ready() == 0 || mine != collects) && left > 0) {
                left = await(left);
            }
            return mine == collects ? take(most, Duration.ZERO) : List.of();
        } finally {
            lock.unlock();
        }
    }

    /**
     * At most {@code most}, the longest waiting of each rank first; waits for one, and returns none when that takes too long.
     * Where {@link #MUCH} was taken the last time, it waits a moment for more.
     */
    List<Message> take(int most, Duration longest) throws InterruptedException {
        long left = longest.toNanos();
        lock.lockInterruptibly();
        try {
            while (ready() == 0 && left > 0) {
                left = await(left);
            }
            for (long linger = lingerNanos; taken >= MUCH && ready() > 0 && ready() < most && linger > 0;) {
                linger = more.awaitNanos(linger);
            }
            List<Message> all = new ArrayList<>(Math.min(most, ready()));
            boolean onlyLiving = newRestUntil - System.nanoTime() > 0;
            for (Rank rank : onlyLiving ? List.of(Rank.LIVING) : List.of(Rank.values())) {
                for (Iterator<Message> i = waiting.get(rank).values().iterator(); i.hasNext() && all.size() < most;) {
                    Message message = i.next();
                    all.add(message);
                    freed(MessageWeight.of(message));
                    i.remove();
                }
            }
            taken = all.size();
            emptied = System.nanoTime();
            return all;
        } finally {
            lock.unlock();
        }
    }

    /** Gives up what it holds; its actor repeats it. From now on it takes nothing. */
    void close() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                room.closed(bytes);
                bytes = 0;
                waiting.values().forEach(Map::clear);
            }
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return count();
        } finally {
            lock.unlock();
        }
    }

    /** Whether it holds nothing and nobody waits for anything. */
    boolean idle() {
        lock.lock();
        try {
            return count() == 0 && !lock.hasWaiters(more);
        } finally {
            lock.unlock();
        }
    }

    /** For how long nobody has taken anything, in nanoseconds; nothing while somebody waits for something. */
    long untouched() {
        lock.lock();
        try {
            return lock.hasWaiters(more) ? 0 : System.nanoTime() - emptied;
        } finally {
            lock.unlock();
        }
    }
}
