package orca.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import orca.core.handler.CallContext;

/** A context that keeps what it is told and is cancelled when the test says so. May be used by several threads. */
public final class RecordingContext implements CallContext {
    /** As many lines as it keeps; it counts the rest. */
    public static final int MOST_LINES = 100_000;

    private final List<String> lines = new ArrayList<>();
    private final CountDownLatch spoken = new CountDownLatch(1);
    private long count;
    private volatile boolean cancelled;

    @Override
    public synchronized void say(String line) {
        count++;
        if (lines.size() < MOST_LINES) {
            lines.add(line);
        }
        spoken.countDown();
    }

    @Override
    public boolean cancelled() {
        return cancelled;
    }

    public void cancel() {
        cancelled = true;
    }

    /** What was said so far, oldest first; at most {@link #MOST_LINES}. */
    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /** How many lines were said, kept or not. */
    public synchronized long count() {
        return count;
    }

    /** What was said so far, a line end after each line. */
    public String text() {
        StringBuilder text = new StringBuilder();
        lines().forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    /** Waits until something was said; false when nothing was within {@code seconds}. */
    public boolean awaitWords(long seconds) throws InterruptedException {
        return spoken.await(seconds, TimeUnit.SECONDS);
    }
}
