package orca.wire.text;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whether a long run keeps anything of what it was given: how much of the heap is reachable after its first fifth, when all is
 * warm, and at its end. What is remembered on purpose has limits, and fits many times into what is allowed here.
 */
public final class Retained {
    /** In bytes: far less than the inputs of any run together, and more than what libraries load late. */
    static final long MOST_GROWN = 8L << 20;
    private static final int COLLECTIONS = 4;

    private final int first;
    private final int inputs;
    private int done;
    private long before = Long.MAX_VALUE;

    /** @param inputs how many there will be, at least 5 */
    public Retained(int inputs) {
        this.inputs = inputs;
        this.first = inputs / 5;
    }

    /** To be called after each input. */
    public void next() {
        if (++done == first) {
            before = reachable();
        }
    }

    /** To be called after the last one, while all that took part is still there. */
    public void hasNotGrown() {
        assertThat(done).as("inputs").isEqualTo(inputs);
        assertThat(reachable() - before).as("bytes that are kept of inputs %d to %d", first, inputs).isLessThan(MOST_GROWN);
    }

    private static long reachable() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
