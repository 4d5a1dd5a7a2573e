package orca.runtime.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;

/** Keeps a second journal object off the same files, in this process as in any other. */
final class JournalLock implements AutoCloseable {
    private final FileChannel channel;

    private JournalLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * @param name what messages call the journal
     * @throws JournalException.JournalInUse when somebody else holds it
     */
    static JournalLock take(JournalFiles files, String name) throws IOException {
        FileChannel channel = FileChannel.open(files.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new JournalLock(channel);
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw inUse(files, name, e);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        throw inUse(files, name, null);
    }

    /** No lock, for files that nobody can write. */
    static JournalLock none() {
        return new JournalLock(null);
    }

    static JournalException.JournalInUse inUse(JournalFiles files, String name, Throwable cause) {
        return new JournalException.JournalInUse("journal " + name + " is open already: is '" + files.actor()
                + "' running? Stop it first, or ask it instead of its files", cause);
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
