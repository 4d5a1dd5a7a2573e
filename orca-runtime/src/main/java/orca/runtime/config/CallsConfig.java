package orca.runtime.config;

import java.time.Duration;
import orca.runtime.handler.RunnerSettings;
import orca.wire.text.ByteSize;
import orca.wire.text.Default;
import orca.wire.text.Written;

/**
 * How each actor's handler calls are run.
 *
 * @param atOnce the most that run at the same time
 * @param waiting the most that wait
 * @param outputLines the most lines that are shown of a unit's output
 * @param outputSize the most that is kept of it
 * @param stopWithin how long calls may take to end when the container does
 */
public record CallsConfig(
        @Default("64") @Written("at-once") int atOnce,
        @Default("100000") int waiting,
        @Default("200") @Written("output-lines") int outputLines,
        @Default("64KiB") @Written("output-size") ByteSize outputSize,
        @Default("10s") @Written("stop-within") Duration stopWithin) {
    public CallsConfig {
        check("at-once", atOnce, 1, RunnerSettings.MOST_AT_ONCE);
        check("waiting", waiting, 1, 10_000_000);
        check("output-lines", outputLines, 1, 100_000);
        check("output-size", outputSize.bytes(), 1024, 1L << 30);
        check("stop-within", stopWithin.toSeconds(), 0, 3600);
    }

    private static void check(String field, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(field + ": must be from " + least + " to " + most + ", got " + value);
        }
    }

    public RunnerSettings settings() {
        return new RunnerSettings(atOnce, waiting, outputLines, outputSize.bytes(), stopWithin);
    }
}
