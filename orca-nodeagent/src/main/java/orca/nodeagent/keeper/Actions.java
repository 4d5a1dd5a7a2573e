package orca.nodeagent.keeper;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import orca.core.contract.Principal;
import orca.core.handler.CallContext;
import orca.core.handler.Outcome;
import orca.nodeagent.driver.Order;
import orca.nodeagent.term.Mandate;

/**
 * Orders that go on while nobody waits for them: whoever asked asks again, and hears what was said meanwhile. Soft, all of it:
 * after a restart nobody is known here, and whoever asks gives the order again, under the same id.
 */
public final class Actions {
    /** The most that run at once. */
    public static final int MOST_RUNNING = 512;
    /** The most whose outcome waits to be asked for; beyond it the oldest is forgotten. */
    public static final int MOST_OVER = 256;
    /** The longest line of an action's words, in characters; the rest is cut. */
    public static final int LONGEST_LINE = 4_096;
    /** The most characters of one action's words that wait to be heard; beyond it the oldest lines are lost, and counted. */
    public static final int MOST_WORDS = 128 * 1024;
    /** The longest that an answer may wait. */
    public static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final Keeper keeper;
    /** By caller and token, the oldest first. */
    private final Map<Key, Going> all = new LinkedHashMap<>();

    public Actions(Keeper keeper) {
        this.keeper = keeper;
    }

    private record Key(Principal authority, String token) {}

    /** How far an action is: what it said since, and its end. */
    public record Heard(List<String> lines, long heard, Optional<Outcome> outcome) {}

    private static final class Going implements CallContext {
        private final Order order;
        private FutureTask<Outcome> task;
        private Thread thread;
        private final List<String> lines = new ArrayList<>();
        private long lost;
        private int words;
        private volatile boolean cancelled;

        Going(Order order) {
            this.order = order;
        }

        @Override
        public synchronized void say(String line) {
            String cut = line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) : line;
            lines.add(cut);
            words += cut.length();
            int first = 0;
            while (words > MOST_WORDS) {
                words -= lines.get(first++).length();
            }
            // In large steps, for the rest has to move.
            if (first > 0) {
                int half = Math.max(first, lines.size() / 2);
                for (int i = first; i < half; i++) {
                    words -= lines.get(i).length();
                }
                lines.subList(0, half).clear();
                lost += half;
            }
        }

        @Override
        public boolean cancelled() {
            return cancelled;
        }

        synchronized Heard since(long heard, Optional<Outcome> outcome) {
            int from = (int) Math.max(0, Math.min(lines.size(), heard - lost));
            List<String> news = new ArrayList<>();
            if (heard < lost) {
                news.add("... " + (lost - heard) + " lines were not kept ...");
            }
            news.addAll(lines.subList(from, lines.size()));
            return new Heard(news, lost + lines.size(), outcome);
        }
    }

    /** Begins an action, unless it was begun under the same token; empty when too many run. */
    public Optional<Heard> begin(Principal authority, String token, String driver, Order order, Mandate mandate, Duration wait)
            throws InterruptedException {
        Key key = new Key(authority, token);
        Going going;
        synchronized (this) {
            going = all.get(key);
            if (going == null) {
                if (!room()) {
                    return Optional.empty();
                }
                Going fresh = new Going(order);
                fresh.task = new FutureTask<>(() -> keeper.run(authority, driver, order, mandate, fresh));
                all.put(key, fresh);
                going = fresh;
                fresh.thread = Thread.ofVirtual().name("order " + order.id()).start(fresh.task);
            }
        }
        return Optional.of(await(going, 0, wait));
    }

    private boolean room() {
        int running = 0;
        for (Going going : all.values()) {
            running += going.task.isDone() ? 0 : 1;
        }
        var each = all.values().iterator();
        for (int over = all.size() - running; over >= MOST_OVER && each.hasNext();) {
            if (each.next().task.isDone()) {
                each.remove();
                over--;
            }
        }
        return running < MOST_RUNNING;
    }

    /** How an action goes on; empty when there is none. Returns when there is something to say, or after {@code wait}. */
    public Optional<Heard> poll(Principal authority, String token, long heard, Duration wait) throws InterruptedException {
        Optional<Going> going = find(authority, token);
        return going.isEmpty() ? Optional.empty() : Optional.of(await(going.get(), heard, wait));
    }

    private synchronized Optional<Going> find(Principal authority, String token) {
        return Optional.ofNullable(all.get(new Key(authority, token)));
    }

    private static Heard await(Going going, long heard, Duration wait) throws InterruptedException {
        long longest = Math.max(0, Math.min(wait.toMillis(), LONGEST_WAIT.toMillis()));
        try {
            return going.since(heard, Optional.of(going.task.get(longest, TimeUnit.MILLISECONDS)));
        } catch (TimeoutException e) {
            return going.since(heard, Optional.empty());
        } catch (ExecutionException e) {
            return going.since(heard, Optional.of(new Outcome.Trouble(failure(e), true)));
        }
    }

    /** What an action threw, in words; what concerns the whole process is thrown on. */
    static String failure(ExecutionException thrown) {
        return switch (thrown.getCause()) {
            case LinkageError plugIn -> "the driver failed: " + plugIn;
            case StackOverflowError plugIn -> "the driver failed: " + plugIn;
            case Error grave -> throw grave;
            case IOException world -> "the host failed: " + world;
            case Throwable plugIn -> "the driver failed: " + plugIn;
        };
    }

    /** Tells an action to stop; how it went on until then. */
    public Optional<Heard> cancel(Principal authority, String token) throws InterruptedException {
        Optional<Going> going = find(authority, token);
        if (going.isEmpty()) {
            return Optional.empty();
        }
        going.get().cancelled = true;
        // The one that waits for the action, wherever it is, and the action, which another may have begun.
        going.get().thread.interrupt();
        keeper.cancel(authority, going.get().order);
        return Optional.of(await(going.get(), 0, Duration.ZERO));
    }

    /** How many run now. */
    public synchronized int running() {
        return (int) all.values().stream().filter(going -> !going.task.isDone()).count();
    }
}
