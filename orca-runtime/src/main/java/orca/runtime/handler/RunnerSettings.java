package orca.runtime.handler;

import java.time.Duration;

/**
 * How handlers' calls are run.
 *
 * @param atOnce the most calls that run at the same time; 1 to {@link #MOST_AT_ONCE}
 * @param queue the most calls that wait for their turn or their time; one more is reported as trouble to be retried
 * @param outputLines the most lines of output kept in memory for each unit
 * @param outputBytes the most bytes of the file that keeps a unit's output; half of it is dropped when it is full
 * @param stopWithin how long calls are waited for when the container ends
 */
public record RunnerSettings(int atOnce, int queue, int outputLines, long outputBytes, Duration stopWithin) {
    public static final int MOST_AT_ONCE = 4096;
    private static final int FEW = 8;
    public static final RunnerSettings USUAL = new RunnerSettings(64, 100_000, 200, 65_536, Duration.ofSeconds(10));

    public RunnerSettings {
        if (atOnce < 1 || atOnce > MOST_AT_ONCE) {
            throw new IllegalArgumentException("handlers.atOnce: must be from 1 to " + MOST_AT_ONCE + ", got " + atOnce);
        }
        if (queue < 1) {
            throw new IllegalArgumentException("handlers.queue: must be 1 or more, got " + queue);
        }
        if (outputLines < 1 || outputBytes < 1024) {
            throw new IllegalArgumentException("handlers.outputLines, handlers.outputBytes: must be at least 1 and 1024, got "
                    + outputLines + ", " + outputBytes);
        }
        if (stopWithin.isNegative()) {
            throw new IllegalArgumentException("handlers.stopWithin: must not be negative, got " + stopWithin);
        }
    }

    /**
     * How many of those that run may be for one host: half, where that is eight or more. A host that hangs keeps each call until
     * its limit is over, and must not keep those of other hosts waiting.
     */
    public int atOnceAtHost() {
        return atOnce >= 2 * FEW ? atOnce / 2 : atOnce;
    }
}
