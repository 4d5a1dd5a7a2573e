package orca.runtime.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import orca.runtime.journal.RedoFile.Change;
import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * A file system for H2 in which a sync is atomic: after a crash or a power cut a database file is, byte for byte, what it was
 * at some sync, and never older than the last that returned.
 *
 * <p>H2 needs that. It writes a chunk of pages and a header that points to it, in no promised order, over places that were
 * free; a power cut between can leave a header that points to half a chunk, and the chunk that was durable before is not
 * found again. Here what H2 writes stays in memory until it syncs. Then all of it goes into a redo file beside the database, as
 * one batch with a checksum, and that is synced; only then is it written to the database itself, which is synced now and
 * then. Opening does the redo file's batches once more. So a commit costs one synced write, in a place of its own.
 *
 * <p>Public only because H2 makes its own instances of a file system.
 */
public final class AtomicFiles extends FilePathWrapper {
    /** What stands before a path in H2's URL. */
    static final String SCHEME = "orca";
    /** The end of a database's name, as H2 makes it, and what the redo file has in its place. */
    static final String DATABASE = ".mv.db";
    static final String REDO = ".redo";

    static {
        FilePath.register(new AtomicFiles());
    }

    /** What stands before the path of a database in H2's URL, over another of its file systems. */
    static String over(String fileSystem) {
        return SCHEME + ":" + fileSystem;
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        String base = getBase().toString();
        if (!base.endsWith(DATABASE)) {
            return super.open(mode);
        }
        FilePath redo = FilePath.get(base.substring(0, base.length() - DATABASE.length()) + REDO);
        if (!mode.equals("r")) {
            return new Channel(super.open(mode), redo.open("rw"));
        }
        try (FileChannel batches = redo.exists() ? redo.open("r") : null) {
            return new Channel(super.open(mode), batches == null ? List.of() : RedoFile.over(batches).batches());
        }
    }

    private static final class Channel extends FileBase {
        private final FileChannel file;
        private final RedoFile redo;
        /** What H2 has written and not synced; it sees it, the file does not have it yet. */
        private final List<Change> pending = new ArrayList<>();
        private long size;
        private long position;
        private boolean recovered;
        private boolean failed;

        Channel(FileChannel file, FileChannel redo) throws IOException {
            this.file = file;
            this.redo = RedoFile.over(redo);
            size = file.size();
        }

        /** For reading only: sees the file as it will be once the batches are done. */
        Channel(FileChannel file, List<Change> batches) throws IOException {
            this.file = file;
            redo = null;
            recovered = true;
            size = file.size();
            batches.forEach(this::remember);
        }

        private void remember(Change change) {
            pending.add(change);
            size = switch (change) {
                case Change.Put(long at, byte[] bytes) -> Math.max(size, at + bytes.length);
                case Change.Cut(long cut) -> Math.min(size, cut);
            };
        }

        /** Not before the file is locked: until then another process may be writing both. */
        @Override
        public synchronized FileLock tryLock(long from, long length, boolean shared) throws IOException {
            FileLock lock = file.tryLock(from, length, shared);
            if (lock != null && !recovered) {
                apply(redo.batches());
                file.force(true);
                redo.clear();
                size = file.size();
                // Where that failed the batches are all that there is of what they hold: closing must not clear them.
                recovered = true;
            }
            return lock;
        }

        private void apply(List<Change> changes) throws IOException {
            for (Change change : changes) {
                switch (change) {
                    case Change.Put(long at, byte[] bytes) -> {
                        ByteBuffer rest = ByteBuffer.wrap(bytes);
                        while (rest.hasRemaining()) {
                            file.write(rest, at + rest.position());
                        }
                    }
                    case Change.Cut(long cut) -> {
                        if (cut < file.size()) {
                            file.truncate(cut);
                        }
                    }
                }
            }
        }

        @Override
        public synchronized int write(ByteBuffer source, long at) {
            byte[] bytes = new byte[source.remaining()];
            source.get(bytes);
            remember(new Change.Put(at, bytes));
            return bytes.length;
        }

        @Override
        public synchronized int write(ByteBuffer source) {
            int written = write(source, position);
            position += written;
            return written;
        }

        @Override
        public synchronized FileChannel truncate(long cut) {
            if (cut < size) {
                remember(new Change.Cut(cut));
            }
            position = Math.min(position, cut);
            return this;
        }

        @Override
        public synchronized void force(boolean metadata) throws IOException {
            if (failed) {
                throw new IOException("an earlier sync failed");
            }
            if (pending.isEmpty() || redo == null) {
                return;
            }
            failed = true;
            if (redo.isFull(pending)) {
                file.force(true);
                redo.nextRound();
            }
            redo.append(pending);
            apply(pending);
            pending.clear();
            failed = false;
        }

        @Override
        public synchronized int read(ByteBuffer into, long at) throws IOException {
            if (at >= size) {
                return -1;
            }
            int length = (int) Math.min(into.remaining(), size - at);
            byte[] bytes = new byte[length];
            ByteBuffer below = ByteBuffer.wrap(bytes);
            while (below.hasRemaining() && file.read(below, at + below.position()) >= 0) {
                // The file may end earlier than what is pending.
                continue;
            }
            for (Change change : pending) {
                lay(change, bytes, at);
            }
            into.put(bytes);
            return length;
        }

        private static void lay(Change change, byte[] over, long at) {
            if (change instanceof Change.Put(long start, byte[] bytes)) {
                long from = Math.max(start, at);
                long to = Math.min(start + bytes.length, at + over.length);
                if (from < to) {
                    System.arraycopy(bytes, (int) (from - start), over, (int) (from - at), (int) (to - from));
                }
            } else if (change instanceof Change.Cut(long cut) && cut < at + over.length) {
                Arrays.fill(over, (int) Math.max(0, cut - at), over.length, (byte) 0);
            }
        }

        @Override
        public synchronized int read(ByteBuffer into) throws IOException {
            int read = read(into, position);
            position += Math.max(0, read);
            return read;
        }

        @Override
        public synchronized long position() {
            return position;
        }

        @Override
        public synchronized FileChannel position(long at) {
            position = at;
            return this;
        }

        @Override
        public synchronized long size() {
            return size;
        }

        /** What was not synced is forgotten, as a crash would; H2 syncs before it closes in good order. */
        @Override
        protected synchronized void implCloseChannel() throws IOException {
            try (FileChannel closing = file;
                    RedoFile closingToo = redo) {
                if (redo != null && recovered && !failed && closing.isOpen()) {
                    file.force(true);
                    closingToo.clear();
                }
            }
        }
    }
}
