package orca.runtime.loop;

import java.time.Duration;
import java.util.Objects;
import orca.core.actor.Repeat;

/**
 * How a loop works.
 *
 * @param batch the most events in one group; 1 or more
 * @param inbox how much may wait to be looked at
 * @param snapshotGroups a snapshot is taken after so many groups
 * @param snapshotRecords or after so many records, if that comes first; never before twice as many were written as the last
 *     snapshot has, so that a large state is not written over and over
 * @param repeat when unanswered messages are sent again
 * @param restarts how often an actor is rebuilt after a fault or a failed commit before it stays stopped; counted anew after
 *     {@code healthy}
 * @param backOff before the first rebuilding; doubled each time
 * @param healthy how long an actor has to run for its failures to be forgotten
 * @param acceptLoss whether to go on from a journal that lacks what was durable once
 */
public record LoopSettings(
        int batch,
        InboxLimits inbox,
        long snapshotGroups,
        long snapshotRecords,
        Repeat repeat,
        int restarts,
        Duration backOff,
        Duration healthy,
        boolean acceptLoss) {
    public static final LoopSettings USUAL = new LoopSettings(
            1024, InboxLimits.USUAL, 20_000, 200_000, Repeat.USUAL, 5, Duration.ofMillis(200), Duration.ofMinutes(1), false);

    public LoopSettings {
        atLeast("loop.batch", batch, 1);
        atLeast("loop.snapshotGroups", snapshotGroups, 1);
        atLeast("loop.snapshotRecords", snapshotRecords, 1);
        atLeast("loop.restarts", restarts, 0);
        Objects.requireNonNull(inbox, "loop.inbox");
        Objects.requireNonNull(repeat, "loop.repeat");
        if (backOff.isNegative() || healthy.isNegative()) {
            throw new IllegalArgumentException("loop.backOff, loop.healthy: must not be negative");
        }
    }

    private static void atLeast(String field, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(field + ": must be " + least + " or more, got " + value);
        }
    }
}
