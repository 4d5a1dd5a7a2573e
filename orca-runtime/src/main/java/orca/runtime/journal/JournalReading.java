package orca.runtime.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import orca.core.journal.Group;

/**
 * Reads a journal that nobody has open, group by group, and changes nothing. A few groups at a time are in memory, however long
 * it is. What is told has been verified against the chain, from where the telling begins.
 */
public final class JournalReading implements AutoCloseable {
    private final JournalStore store;
    private final JournalLock lock;
    private final JournalDatabase database;
    private final JournalTables tables;
    private final JournalTables.Meta meta;
    private final long last;

    /**
     * How far a replay came.
     *
     * @param sequence of the last group told
     */
    public record Reached(long sequence, long epoch, Instant stampedAt) {}

    private JournalReading(JournalStore store, JournalLock lock, JournalDatabase database, JournalTables tables)
            throws SQLException {
        this.store = store;
        this.lock = lock;
        this.database = database;
        this.tables = tables;
        this.meta = tables.meta().orElseThrow(() ->
                new JournalException.JournalDamaged("journal " + store.name() + ": its own row is missing"));
        this.last = tables.last().map(StoredGroup::sequence).orElse(meta.archivedThrough());
    }

    /**
     * Opens one; empty when there is none.
     *
     * @throws JournalException.JournalInUse when somebody has it open
     */
    public static Optional<JournalReading> open(JournalFiles files, JournalStore store) {
        if (store.missing()) {
            return Optional.empty();
        }
        JournalLock lock = null;
        JournalDatabase database = null;
        boolean open = false;
        try {
            // Nobody can have one open for writing in a folder that cannot be written.
            lock = Files.isWritable(files.folder()) ? JournalLock.take(files, store.name()) : JournalLock.none();
            database = store.openReadOnly();
            if (!database.prepared()) {
                return Optional.empty();
            }
            JournalReading reading = new JournalReading(store, lock, database, database.tables());
            open = true;
            return Optional.of(reading);
        } catch (SQLException e) {
            throw store.unreadable(e);
        } catch (IOException e) {
            throw new UncheckedIOException("journal " + store.name() + ": " + e.getMessage(), e);
        } finally {
            if (!open) {
                release(lock, database);
            }
        }
    }

    /** The sequence of the first group that is there; one more than {@link #last} when none is. */
    public long first() {
        return meta.archivedThrough() + 1;
    }

    public long last() {
        return last;
    }

    /** The first group stamped at {@code from} or later; one more than {@link #last} when none is. */
    public long firstAt(Instant from) {
        long low = first();
        long high = last + 1;
        try {
            while (low < high) {
                long middle = (low + high) >>> 1;
                if (stamp(middle).isBefore(from)) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        } catch (SQLException e) {
            throw store.unreadable(e);
        }
    }

    private Instant stamp(long sequence) throws SQLException {
        return tables.group(sequence).map(StoredGroup::stampedAt).orElseThrow(() -> missing(sequence));
    }

    private JournalException.JournalDamaged missing(long sequence) {
        return new JournalException.JournalDamaged("journal " + store.name() + ": group " + sequence + " is missing");
    }

    /** Whether the records in it, or the first of them, are those of {@code codec}. */
    public boolean isOf(RecordCodec codec) {
        try {
            Optional<StoredGroup> group = tables.group(first());
            if (group.isPresent()) {
                group.get().decode(codec);
                return true;
            }
            List<Snapshots.Snapshot> all = new Snapshots(tables).list();
            if (!all.isEmpty()) {
                new Snapshots(tables).read(all.get(0), codec, record -> { });
            }
            return !all.isEmpty();
        } catch (CodecException e) {
            return false;
        } catch (SQLException e) {
            throw store.unreadable(e);
        }
    }

    /** The groups from {@code from} on, oldest first, read as they are asked for. */
    public Iterator<Group> groups(RecordCodec codec, long from) {
        return new Walk(codec, Math.max(from, first()));
    }

    /**
     * Tells what an actor knew at {@code until}: the newest snapshot that is not after it, and every group after that up to the
     * last that is not after it. Empty when the journal began later; then nothing was told.
     *
     * @throws JournalException.JournalDamaged also when what it began with was dropped, and no snapshot stands for it
     */
    public Optional<Reached> replay(RecordCodec codec, Instant until, Journal.Replay into) {
        try {
            Snapshots snapshots = new Snapshots(tables);
            Optional<Snapshots.Snapshot> from = Optional.empty();
            for (Snapshots.Snapshot snapshot : snapshots.list()) {
                if (from.isEmpty() && !snapshot.stampedAt().isAfter(until) && sound(snapshots, snapshot)) {
                    from = Optional.of(snapshot);
                }
            }
            if (from.isEmpty() && meta.archivedThrough() > 0) {
                throw new JournalException.JournalDamaged("journal " + store.name() + ": it begins with group " + first()
                        + (last < first() ? "" : " of " + stamp(first())) + ", and what was before was dropped");
            }
            into.begin(meta.epoch());
            from.ifPresent(snapshot -> snapshots.read(snapshot, codec, into::snapshot));
            Optional<Reached> reached = from.map(s -> new Reached(s.sequence(), s.epoch(), s.stampedAt()));
            for (Iterator<Group> rest = groups(codec, from.map(s -> s.sequence() + 1).orElse(1L)); rest.hasNext(); ) {
                Group group = rest.next();
                if (group.stampedAt().isAfter(until)) {
                    break;
                }
                into.group(group);
                reached = Optional.of(new Reached(group.sequence(), group.epoch(), group.stampedAt()));
            }
            return reached;
        } catch (SQLException e) {
            throw store.unreadable(e);
        }
    }

    private boolean sound(Snapshots snapshots, Snapshots.Snapshot snapshot) throws SQLException {
        if (!snapshots.flaw(snapshot).isEmpty()) {
            return false;
        }
        Optional<StoredGroup> group = tables.group(snapshot.sequence());
        return group.isEmpty() || Arrays.equals(group.get().hash(), snapshot.chain());
    }

    @Override
    public void close() {
        try {
            tables.close();
        } catch (SQLException e) {
            // Nothing was written through it.
            return;
        } finally {
            release(lock, database);
        }
    }

    private static void release(JournalLock lock, JournalDatabase database) {
        try {
            if (database != null) {
                database.close();
            }
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Walk implements Iterator<Group> {
        private final RecordCodec codec;
        private Iterator<StoredGroup> page = List.<StoredGroup>of().iterator();
        private long next;
        private byte[] before;

        Walk(RecordCodec codec, long from) {
            this.codec = codec;
            this.next = from;
        }

        @Override
        public boolean hasNext() {
            return next <= last;
        }

        @Override
        public Group next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            try {
                if (!page.hasNext()) {
                    page = tables.after(next - 1).iterator();
                }
            } catch (SQLException e) {
                throw store.unreadable(e);
            }
            if (!page.hasNext()) {
                throw missing(next);
            }
            StoredGroup group = page.next();
            Opening.refuse(store.name(), group, next, before == null ? group.previous() : before);
            before = group.hash();
            next++;
            return Opening.decode(store.name(), group, codec);
        }
    }
}
