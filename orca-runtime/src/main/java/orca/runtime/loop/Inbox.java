package orca.runtime.loop;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What happened and was not looked at yet, in order. Messages and commands are bounded each; what comes of the actor's own
 * effects is not, for it may not be lost and there is no more of it than effects under way.
 */
final class Inbox {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final ArrayDeque<Item> items = new ArrayDeque<>();
    private final int mostMessages;
    private final int mostCommands;
    private int messages;
    private int commands;
    private long dropped;
    private boolean nudged;

    Inbox(int mostMessages, int mostCommands) {
        this.mostMessages = mostMessages;
        this.mostCommands = mostCommands;
    }

    /** Takes as many messages as fit, the first ones. */
    void messages(List<? extends Item.Happening> arrived) {
        lock.lock();
        try {
            int taken = Math.min(arrived.size(), mostMessages - messages);
            for (int i = 0; i < taken; i++) {
                items.add(arrived.get(i));
            }
            messages += taken;
            dropped += arrived.size() - taken;
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Takes a command or a reading, if it fits. */
    boolean command(Item item) {
        lock.lock();
        try {
            if (commands >= mostCommands) {
                return false;
            }
            commands++;
            items.add(item);
            news.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Takes what came of an effect. */
    void outcome(Item.Happening item) {
        lock.lock();
        try {
            items.add(item);
            messages++;
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the wait of {@link #take}, so that the clock is looked at. */
    void nudge() {
        lock.lock();
        try {
            nudged = true;
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    /** At most {@code most} items; waits for the first until {@code longest} is over or there is a nudge. */
    List<Item> take(int most, Duration longest) throws InterruptedException {
        lock.lock();
        try {
            long left = longest.isNegative() ? 0 : longest.toNanos();
            while (items.isEmpty() && !nudged && left > 0) {
                left = news.awaitNanos(left);
            }
            nudged = false;
            int count = Math.min(most, items.size());
            List<Item> taken = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                Item item = items.poll();
                taken.add(item);
                switch (item) {
                    case Item.Happening happening -> messages--;
                    case Item.Order order -> commands--;
                    case Item.Reading<?> reading -> commands--;
                }
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return items.size();
        } finally {
            lock.unlock();
        }
    }

    long dropped() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }
}
