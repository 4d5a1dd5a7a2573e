package planted.orca.broker;

/** Planted for a house rule. */
public class ThrowsDice {
    long die = new java.util.Random().nextLong();
}
