package orca.runtime.journal;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import orca.core.journal.Group;
import orca.core.journal.JournalRecord;

/**
 * A {@link Journal} in a database, with a head file in the actor's own folder.
 *
 * <p>An append is one INSERT per group, COMMIT, what the database wants to make that durable, then the head file's own synced
 * write; only then does it return. A crash between the two leaves the journal one append ahead of its head, which is no loss;
 * the other way round cannot happen by itself, and such a journal is refused.
 *
 * <p>The thread that appends must not be interrupted: the JDK closes a file under an interrupted thread. That loses
 * nothing, but this object is dead afterwards as after any other failure.
 */
public abstract sealed class DatabaseJournal implements Journal permits H2Journal, PostgresJournal {
    /** Keeps every group for ever. */
    public static final long KEEP_ALL = Long.MAX_VALUE;
    private static final System.Logger LOG = System.getLogger(DatabaseJournal.class.getName());

    private final JournalFiles files;
    private final JournalStore store;
    private final RecordCodec codec;
    private final Retention retention;

    private JournalLock lock;
    private JournalDatabase database;
    private JournalTables tables;
    private HeadFile headFile;
    private volatile JournalException.JournalFailed failure;
    /** Held by whoever drops something, and by whoever must find what is there. */
    private final ReentrantLock keeping = new ReentrantLock();
    private boolean marked;

    // The end of the chain, which the next group continues. Touched by the appending thread only.
    private volatile long lastSequence;
    private byte[] lastHash;
    private long epoch;
    private Instant lastStampedAt = Instant.EPOCH;

    /** A journal that is not open yet. */
    DatabaseJournal(JournalFiles files, JournalStore store, RecordCodec codec, Retention retention) {
        this.files = files;
        this.store = store;
        this.codec = codec;
        this.retention = retention;
    }

    @Override
    public Recovered open(Replay into, boolean acceptLoss) {
        if (lock != null) {
            throw new IllegalStateException("journal " + store.name() + ": opened twice");
        }
        try {
            Files.createDirectories(files.folder());
            lock = JournalLock.take(files, store.name());
            Opening opening = opening();
            Optional<HeadFile.Head> head = opening.readHead(acceptLoss);
            if (store.missing()) {
                opening.refuseEmpty(head, acceptLoss, "is gone");
            }
            database = store.open();
            HeadFile.syncFolder(files.folder());
            tables = opening.tables(database, head, acceptLoss);
            Recovered recovered = opening.replay(
                    tables, head, new Opening.Entry(acceptLoss, afterAnother()), into);
            lastSequence = recovered.sequence();
            lastHash = opening.lastHash();
            lastStampedAt = recovered.stampedAt();
            epoch = recovered.epoch();
            marked = recovered.lossAccepted();
            headFile = HeadFile.open(files.head(), new HeadFile.Head(lastSequence, epoch, lastHash));
            return recovered;
        } catch (SQLException e) {
            throw store.unreadable(e);
        } catch (IOException | UncheckedIOException e) {
            throw new JournalException.JournalFailed("journal " + store.name() + " cannot be opened: " + e.getMessage(), e);
        } finally {
            if (headFile == null) {
                release();
            }
        }
    }

    /** Where the reading begins. */
    Opening opening() {
        return new Opening(files, store.name(), codec);
    }

    /** Whether somebody else may have written it last. */
    boolean afterAnother() {
        return false;
    }

    @Override
    public void append(List<Group> groups) {
        requireOpen();
        List<StoredGroup> stored = new ArrayList<>(groups.size());
        byte[] previous = lastHash;
        long due = lastSequence;
        Instant latest = lastStampedAt;
        for (Group group : groups) {
            check(group, ++due, latest);
            StoredGroup one = StoredGroup.of(group, previous, codec);
            if (one.bytes().length > JournalTables.MAX_GROUP_BYTES) {
                throw new IllegalArgumentException("group.records: " + one.bytes().length + " bytes in group "
                        + group.sequence() + ", at most " + JournalTables.MAX_GROUP_BYTES);
            }
            stored.add(one);
            previous = one.hash();
            latest = group.stampedAt();
        }
        try {
            write(stored);
            if (marked) {
                LossMark.remove(files);
                marked = false;
            }
        } catch (SQLException | IOException e) {
            throw fail("group " + (lastSequence + 1), e);
        }
    }

    private void check(Group group, long due, Instant latest) {
        if (group.sequence() != due) {
            throw new IllegalArgumentException("group.sequence: " + due + " is next, got " + group.sequence());
        }
        if (group.epoch() != epoch) {
            throw new IllegalArgumentException("group.epoch: the journal is in epoch " + epoch + ", got " + group.epoch());
        }
        if (group.stampedAt().isBefore(latest)) {
            throw new IllegalArgumentException(
                    "group.stampedAt: must not be before the last group's, " + latest + ", got " + group.stampedAt());
        }
    }

    private void write(List<StoredGroup> groups) throws SQLException, IOException {
        long bytes = 0;
        StoredGroup synced = null;
        StoredGroup last = null;
        for (StoredGroup group : groups) {
            // One transaction stays small, see MAX_GROUP_BYTES; a prefix of the groups that is durable early does no harm.
            if (last != null && bytes + group.bytes().length > JournalTables.MAX_GROUP_BYTES) {
                tables.commitAndSync();
                synced = last;
                bytes = 0;
            }
            tables.append(group);
            bytes += group.bytes().length;
            last = group;
        }
        if (last != synced) {
            tables.commitAndSync();
            headFile.write(new HeadFile.Head(last.sequence(), last.epoch(), last.hash()));
            lastHash = last.hash();
            lastStampedAt = last.stampedAt();
            lastSequence = last.sequence();
        }
    }

    @Override
    public void snapshot(long sequence, Iterator<? extends JournalRecord> records) {
        requireOpen();
        try (JournalTables own = database.tables()) {
            StoredGroup group = own.group(sequence)
                    .orElseThrow(() -> new IllegalArgumentException("snapshot.sequence: there is no group " + sequence));
            Snapshots snapshots = new Snapshots(own);
            snapshots.write(group, records, codec);
            // What a copy has yet to find stays until the next snapshot.
            if (keeping.tryLock()) {
                try {
                    archive(own, snapshots.dropOld());
                } finally {
                    keeping.unlock();
                }
            }
        } catch (SQLException | UncheckedIOException e) {
            throw fail("the snapshot after group " + sequence, e);
        }
    }

    /** Drops groups that no restart needs, as far as the bound allows. */
    private void archive(JournalTables own, long oldestSnapshot) throws SQLException {
        long kept = retention.groups();
        long through = Math.min(oldestSnapshot, kept > lastSequence ? 0 : lastSequence - kept);
        JournalTables.Meta meta = own.meta().orElseThrow(() -> new SQLException("the journal's own row is gone"));
        if (meta.archivedThrough() < through && !keep(own, meta.archivedThrough() + 1, through)) {
            return;
        }
        while (meta.archivedThrough() < through) {
            long next = own.droppable(meta.archivedThrough(), through);
            Optional<StoredGroup> last = own.group(next);
            if (last.isEmpty()) {
                throw new SQLException("group " + next + " is gone");
            }
            own.drop(next);
            meta = new JournalTables.Meta(meta.format(), meta.actor(), meta.epoch(), next, last.get().hash());
            own.meta(meta);
            own.commitAndSync();
        }
    }

    /** Whether what is to be dropped is kept elsewhere; what is not is not dropped. */
    private boolean keep(JournalTables own, long first, long last) throws SQLException {
        try {
            retention.archive().keep(first, last, out -> {
                try {
                    return JournalStream.writeGroups(store, own, last, out);
                } catch (SQLException e) {
                    throw store.unreadable(e);
                }
            });
            return true;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "journal " + store.name() + ": groups " + first + " to " + last
                    + " stay, for they cannot be archived: " + e);
            return false;
        }
    }

    @Override
    public void forEach(long fromSequence, long throughSequence, Consumer<? super Group> visitor) {
        requireOpen();
        long end = Math.min(lastSequence, throughSequence);
        try (JournalTables own = database.tables()) {
            long last = Math.max(0, fromSequence - 1);
            byte[] before = null;
            while (last < end) {
                List<StoredGroup> page = own.after(last);
                if (page.isEmpty()) {
                    throw new JournalException.JournalDamaged(
                            "journal " + store.name() + ": group " + (last + 1) + " is missing");
                }
                for (StoredGroup group : page) {
                    // Groups before the first one found may have been dropped on purpose.
                    boolean first = before == null;
                    long due = first ? group.sequence() : last + 1;
                    Opening.refuse(store.name(), group, due, first ? group.previous() : before);
                    if (group.sequence() > end) {
                        return;
                    }
                    visitor.accept(Opening.decode(store.name(), group, codec));
                    last = group.sequence();
                    before = group.hash();
                }
            }
        } catch (SQLException e) {
            throw store.unreadable(e);
        }
    }

    @Override
    public JournalCopy.Copied copy(OutputStream out) throws IOException {
        requireOpen();
        long end = lastSequence;
        keeping.lock();
        try (JournalTables own = database.tables()) {
            return JournalStream.write(store, own, end, out);
        } catch (SQLException e) {
            throw store.unreadable(e);
        } finally {
            keeping.unlock();
        }
    }

    @Override
    public JournalCheck.Report check() {
        requireOpen();
        try (JournalTables own = database.tables()) {
            return JournalCheck.check(files, store.name(), codec, own, lastSequence);
        } catch (SQLException e) {
            throw store.unreadable(e);
        }
    }

    private void requireOpen() {
        if (failure != null) {
            throw new JournalException.JournalFailed(
                    "journal " + store.name() + " is out of use: " + failure.getMessage(), failure);
        }
        if (headFile == null) {
            throw new IllegalStateException("journal " + store.name() + " is not open");
        }
    }

    /** From here on nothing is written: what reached the disk is for the next opening to find out. */
    private synchronized JournalException.JournalFailed fail(String what, Exception cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String reason = root == cause ? JournalDatabase.firstLine(cause) : JournalDatabase.firstLine(cause) + ": " + root;
        JournalException.JournalFailed failed = new JournalException.JournalFailed(
                "journal " + store.name() + ": " + what + " did not become durable: " + reason, cause);
        if (failure == null) {
            failure = failed;
            database.abandon();
        }
        return failed;
    }

    @Override
    public synchronized void close() {
        boolean dead = failure != null;
        failure = dead ? failure : new JournalException.JournalFailed("it was closed", null);
        release();
    }

    private void release() {
        try {
            if (database != null) {
                database.close();
            }
            if (headFile != null) {
                headFile.close();
            }
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("journal " + store.name() + ": " + e.getMessage(), e);
        }
    }
}
