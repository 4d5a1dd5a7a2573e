package orca.simulator.federation;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;

/** True time, and what will happen when. Things planned for the same instant happen in the order in which they were planned. */
public final class Timeline {
    private final PriorityQueue<Entry> entries = new PriorityQueue<>();
    private Instant now;
    private long counter;
    private long happened;

    public Timeline(Instant start) {
        this.now = start;
    }

    private record Entry(Instant at, long number, Runnable action) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    public Instant now() {
        return now;
    }

    /** How many things happened so far. */
    public long happened() {
        return happened;
    }

    public void after(Duration delay, Runnable action) {
        at(now.plus(delay), action);
    }

    /** Plans {@code action}; what should have been before happens at once. */
    public void at(Instant when, Runnable action) {
        entries.add(new Entry(when.isBefore(now) ? now : when, counter++, action));
    }

    /** Lets the next thing happen if it is planned for before {@code until}; else moves on to {@code until} and says no. */
    public boolean step(Instant until) {
        Entry next = entries.peek();
        if (next == null || !next.at.isBefore(until)) {
            now = until;
            return false;
        }
        entries.poll();
        now = next.at;
        happened++;
        next.action.run();
        return true;
    }
}
