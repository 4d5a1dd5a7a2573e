package orca.simulator.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * How often per second something can be done, and how much memory something takes; plain loops with a warm-up. Good for
 * the order of magnitude and for comparing rows of one run, not for differences of a few per cent.
 *
 * <p>The seconds are processor time of the measuring thread, so that a busy machine does not change the answer much. What
 * the collector's own threads spend is not in it.
 */
final class Stopwatch {
    private static final long WARM_UP_NANOS = 700_000_000L;
    private static final long MEASURED_NANOS = 1_500_000_000L;
    private static final int ROUNDS = 3;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** What {@link #perSecond} has been given, so that no compiler can find the work useless. */
    private long sink;

    /** The best of a few rounds: operations per second of {@code operation}, whose result is any number it worked out. */
    double perSecond(LongSupplier operation) {
        run(operation, WARM_UP_NANOS);
        double best = 0;
        for (int i = 0; i < ROUNDS; i++) {
            best = Math.max(best, run(operation, MEASURED_NANOS / ROUNDS));
        }
        return best;
    }

    private double run(LongSupplier operation, long nanos) {
        long begin = THREADS.getCurrentThreadCpuTime();
        long done = 0;
        long batch = 1;
        while (true) {
            for (long i = 0; i < batch; i++) {
                sink += operation.getAsLong();
            }
            done += batch;
            long spent = THREADS.getCurrentThreadCpuTime() - begin;
            if (spent >= nanos) {
                return done * 1e9 / spent;
            }
            // The clock is read rarely where an operation is short, and after each where it is long.
            batch = Math.clamp(done * (nanos / 50) / Math.max(1, spent), 1, 1_000_000);
        }
    }

    /** What has come out of all operations together. */
    long sink() {
        return sink;
    }

    /** Bytes in use by what is reachable, after asking for collection a few times. */
    static long heapInUse() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    /** {@code 1234567.8} as {@code 1,234,568}; small numbers keep digits that matter. */
    static String shown(double number) {
        return String.format(Locale.ROOT, number < 100 ? "%,.1f" : "%,.0f", number);
    }
}
