package orca.handler.services;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** Whoever has it is the only one who has, of all threads and processes of this host, until it is closed. */
public final class FileGuard implements AutoCloseable {
    /** A lock of the operating system is one of the whole process. */
    private static final Map<Path, ReentrantLock> HERE = new ConcurrentHashMap<>();

    private final ReentrantLock here;
    private final FileChannel channel;

    private FileGuard(ReentrantLock here, FileChannel channel) {
        this.here = here;
        this.channel = channel;
    }

    /**
     * Waits until nobody else has it.
     *
     * @param lock a file that stands for what is guarded, made where there is none
     */
    public static FileGuard of(Path lock) throws IOException, InterruptedException {
        return of(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /**
     * Waits until nobody else has it.
     *
     * @throws java.nio.file.NoSuchFileException where there is no file {@code lock}
     */
    public static FileGuard ofThere(Path lock) throws IOException, InterruptedException {
        return of(lock, StandardOpenOption.WRITE);
    }

    private static FileGuard of(Path lock, OpenOption... how) throws IOException, InterruptedException {
        ReentrantLock here = HERE.computeIfAbsent(lock.toAbsolutePath(), path -> new ReentrantLock());
        here.lockInterruptibly();
        FileChannel channel = null;
        FileLock everywhere = null;
        try {
            channel = FileChannel.open(lock, how);
            everywhere = channel.lock();
            return new FileGuard(here, channel);
        } finally {
            if (everywhere == null) {
                here.unlock();
                if (channel != null) {
                    channel.close();
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            here.unlock();
        }
    }
}
