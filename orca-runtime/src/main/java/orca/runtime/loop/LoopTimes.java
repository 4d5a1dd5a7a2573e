package orca.runtime.loop;

/**
 * Where a loop's time went since it started, in nanoseconds, and how much it did. Written by the loop's thread.
 *
 * @param waiting for something to happen
 * @param deciding decide and apply
 * @param committing journal
 * @param dispatching duties, and handing effects out
 * @param reading for operators
 */
public record LoopTimes(
        long waiting, long deciding, long committing, long dispatching, long reading, long turns, long events, long groups,
        long records) {
    static final LoopTimes NONE = new LoopTimes(0, 0, 0, 0, 0, 0, 0, 0, 0);

    public LoopTimes minus(LoopTimes earlier) {
        return new LoopTimes(waiting - earlier.waiting, deciding - earlier.deciding, committing - earlier.committing,
                dispatching - earlier.dispatching, reading - earlier.reading, turns - earlier.turns, events - earlier.events,
                groups - earlier.groups, records - earlier.records);
    }
}
