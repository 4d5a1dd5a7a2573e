package orca.simulator.plants;

/** Counts how often something planted did its harm. */
final class Firings {
    private long count;

    void fired() {
        count++;
    }

    long count() {
        return count;
    }
}
