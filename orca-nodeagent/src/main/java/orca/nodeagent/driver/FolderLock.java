package orca.nodeagent.driver;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/** For what only one may do at a time over a driver's folder, in whatever process: find out what this host can, or set it up. */
public final class FolderLock {
    /** A file's lock keeps other processes out, not other threads of this one. */
    private static final ReentrantLock HERE = new ReentrantLock();

    private FolderLock() {}

    /** What is done. */
    @FunctionalInterface
    public interface Work<T> {
        /** Does it. */
        T run() throws IOException, InterruptedException;
    }

    /** Does {@code work} while nobody else does any over {@code folder}, which must be there; waits until then. */
    public static <T> T under(Path folder, Work<T> work) throws IOException, InterruptedException {
        HERE.lockInterruptibly();
        try (FileChannel file = FileChannel.open(
                        folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = file.lock()) {
            assert held.isValid();
            return work.run();
        } finally {
            HERE.unlock();
        }
    }
}
