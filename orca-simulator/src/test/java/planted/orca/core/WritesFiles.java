package planted.orca.core;

/** Planted for a house rule. */
public class WritesFiles {
    java.io.File file = new java.io.File("x");
}
