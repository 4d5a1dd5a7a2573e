package planted.orca.core;

/** Planted for a house rule. */
public class ReadsNanos {
    long when = System.nanoTime();
}
