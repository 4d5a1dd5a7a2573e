package orca.nodeagent.driver;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import orca.core.handler.Outcome;

/** Keeps two actions off one unit: one that was given up may still be ending when the next one of its unit comes. */
public final class UnitLocks {
    /** Units share them by chance, which costs a little waiting and no memory for units that are gone. */
    private static final int LOCKS = 64;

    private final List<ReentrantLock> locks = Stream.generate(ReentrantLock::new).limit(LOCKS).toList();

    /** What is done with a unit. */
    @FunctionalInterface
    public interface Work {
        /** Does it. */
        Outcome run() throws IOException, InterruptedException;
    }

    /** Does {@code work} when nothing else is done with {@code unit}. */
    public Outcome alone(String unit, Work work) throws IOException, InterruptedException {
        ReentrantLock lock = locks.get(Math.floorMod(unit.hashCode(), LOCKS));
        lock.lockInterruptibly();
        try {
            return work.run();
        } finally {
            lock.unlock();
        }
    }
}
