package planted.orca.core;

/** Planted for a house rule. */
public class ReadsTheClock {
    java.time.Instant when = java.time.Instant.now();
}
