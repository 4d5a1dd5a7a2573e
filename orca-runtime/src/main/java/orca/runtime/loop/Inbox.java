package orca.runtime.loop;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import orca.core.actor.Event;
import orca.core.contract.Principal;
import orca.core.protocol.Message;

/**
 * What happened and was not looked at yet. What comes of the actor's own effects, commands and readings stand in one row, in
 * order; messages stand in {@link Lanes}. Messages and commands are bounded each. What comes of the actor's effects is not, for
 * it may not be lost and there is no more of it than effects under way.
 *
 * <p>The own row is looked at first, and {@link #MESSAGES_SHARE} of the places are for messages while there are any: neither side
 * can starve the other, whatever comes.
 */
final class Inbox {
    /** Of so many places, one is for messages in any case. */
    static final int MESSAGES_SHARE = 4;
    private static final long LEAST_AFTER = 1;
    private static final long MOST_AFTER = 30;
    /** How long it is counted how many messages are looked at. */
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final ArrayDeque<Item> own = new ArrayDeque<>();
    private final InboxLimits limits;
    private final Lanes lanes;
    private int commands;
    private long refused;
    private boolean nudged;
    private long untilMessage = MESSAGES_SHARE;
    private long windowBegan = System.nanoTime();
    private long takenInWindow;
    private double perSecond = 1000;

    Inbox(InboxLimits limits) {
        this.limits = limits;
        this.lanes = new Lanes(limits);
    }

    /** Takes as many messages as fit. */
    Admission messages(Principal from, Footing footing, List<? extends Message> arrived) {
        lock.lock();
        try {
            List<Message> later = new ArrayList<>();
            for (Message message : arrived) {
                if (!lanes.offer(from, footing, message)) {
                    later.add(message);
                }
            }
            refused += later.size();
            news.signal();
            return later.isEmpty() ? Admission.ALL : new Admission(later, after());
        } finally {
            lock.unlock();
        }
    }

    /** About how long what waits will take. */
    private Duration after() {
        return Duration.ofSeconds(Math.clamp((long) Math.ceil(lanes.size() / perSecond), LEAST_AFTER, MOST_AFTER));
    }

    /** Takes a command or a reading, if it fits. */
    boolean command(Item item) {
        lock.lock();
        try {
            if (commands >= limits.commands()) {
                return false;
            }
            commands++;
            own.add(item);
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
            own.add(item);
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
            while (own.isEmpty() && lanes.size() == 0 && !nudged && left > 0) {
                left = news.awaitNanos(left);
            }
            nudged = false;
            List<Item> taken = new ArrayList<>(Math.min(most, own.size() + lanes.size()));
            takeOwn(most - placesForMessages(most), taken);
            List<Event.Arrived> messages = lanes.take(most - taken.size());
            messages.forEach(message -> taken.add(new Item.Happening(message)));
            takeOwn(most - taken.size(), taken);
            count(messages.size());
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private int placesForMessages(int most) {
        int places = 0;
        if (lanes.size() > 0) {
            untilMessage -= most;
            while (untilMessage <= 0) {
                untilMessage += MESSAGES_SHARE;
                places++;
            }
        }
        return places;
    }

    private void takeOwn(int most, List<Item> to) {
        for (int i = 0; i < most && !own.isEmpty(); i++) {
            Item item = own.poll();
            to.add(item);
            switch (item) {
                case Item.Happening happening -> { }
                case Item.Order order -> commands--;
                case Item.Reading<?> reading -> commands--;
            }
        }
    }

    private void count(int messages) {
        takenInWindow += messages;
        long now = System.nanoTime();
        long length = now - windowBegan;
        if (length >= WINDOW_NANOS) {
            if (lanes.size() > 0) { // else it says how much came, not how much could be done
                perSecond = Math.max(1, takenInWindow * (double) TimeUnit.SECONDS.toNanos(1) / length);
            }
            takenInWindow = 0;
            windowBegan = now;
        }
    }

    InboxFigures figures() {
        lock.lock();
        try {
            return new InboxFigures(own.size(), lanes.waiting(Rank.LIVING), lanes.waiting(Rank.NEW), lanes.bytes(),
                    lanes.lanes(), refused, lanes.pushedOut());
        } finally {
            lock.unlock();
        }
    }
}
