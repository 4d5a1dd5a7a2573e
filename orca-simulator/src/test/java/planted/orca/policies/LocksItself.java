package planted.orca.policies;

/** Planted for a house rule. */
public class LocksItself {
    java.util.concurrent.locks.Lock lock = new java.util.concurrent.locks.ReentrantLock();
}
