package orca.runtime.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.List;

/**
 * Brings a journal that nobody has open from one database into another: the same groups with the same hashes, the newest
 * snapshots, the same epoch. Its head file stays and holds for both. What was copied is what was checked.
 */
public final class JournalCopy {
    private JournalCopy() {}

    /**
     * Copies all.
     *
     * @return the sequence of the last group
     * @throws JournalException.JournalInUse when one of them is open
     * @throws JournalException.JournalDamaged when the source is not whole; the target then holds a part, which is no journal
     * @throws IllegalArgumentException when there is something at the target, or nothing at the source
     */
    public static long copy(JournalFiles files, JournalStore from, JournalStore to) {
        try {
            JournalLock lock = JournalLock.take(files, from.name());
            try {
                return underLock(files, from, to);
            } finally {
                lock.close();
            }
        } catch (SQLException e) {
            throw new JournalException.JournalFailed("journal " + from.name() + " cannot be copied to " + to.name() + ": "
                    + JournalDatabase.firstLine(e), e);
        } catch (IOException e) {
            throw new UncheckedIOException("journal " + from.name() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Whether there is a journal in {@code store}. What a copy left that did not come to its end is none.
     *
     * @throws JournalException when that cannot be found out
     */
    public static boolean taken(JournalStore store) {
        if (store.missing()) {
            return false;
        }
        try (JournalDatabase database = store.openReadOnly()) {
            if (!database.prepared()) {
                return false;
            }
            try (JournalTables tables = database.tables()) {
                return tables.meta().isPresent();
            }
        } catch (SQLException e) {
            throw store.unreadable(e);
        }
    }

    private static long underLock(JournalFiles files, JournalStore from, JournalStore to) throws SQLException, IOException {
        IllegalArgumentException nothing = new IllegalArgumentException("journal.from: there is no journal " + from.name());
        if (from.missing()) {
            throw nothing;
        }
        try (JournalDatabase source = from.open(); JournalDatabase target = to.open()) {
            if (!source.prepared()) {
                throw nothing;
            }
            target.prepare();
            long last;
            try (JournalTables read = source.tables(); JournalTables write = target.writer()) {
                if (write.meta().isPresent()) {
                    throw new IllegalArgumentException("journal.to: there is something already: " + to.name());
                }
                // What a copy left that did not come to its end.
                write.clear();
                last = copy(files, from.name(), read, write);
            }
            HeadFile.syncFolder(files.folder());
            return last;
        }
    }

    private static long copy(JournalFiles files, String name, JournalTables from, JournalTables to) throws SQLException {
        JournalTables.Meta meta = from.meta().orElseThrow(() -> damaged(name, "its own row is missing"));
        if (meta.format() != JournalTables.FORMAT || !meta.actor().equals(files.actor())) {
            throw damaged(name, "its own row says format " + meta.format() + ", actor '" + meta.actor() + "'");
        }
        long last = meta.archivedThrough();
        byte[] hash = meta.archivedHash();
        long pending = 0;
        for (List<StoredGroup> page = from.after(last); !page.isEmpty(); page = from.after(last)) {
            for (StoredGroup group : page) {
                Opening.refuse(name, group, last + 1, hash);
                if (pending + group.bytes().length > JournalTables.MAX_GROUP_BYTES) {
                    to.commitAndSync();
                    pending = 0;
                }
                to.insert(group);
                pending += group.bytes().length;
                last = group.sequence();
                hash = group.hash();
            }
        }
        to.commitAndSync();
        Snapshots source = new Snapshots(from);
        for (Snapshots.Snapshot snapshot : source.list()) {
            String flaw = source.flaw(snapshot);
            if (flaw.isEmpty()) {
                source.copy(snapshot, new Snapshots(to));
            }
        }
        // Last: until it is there, what was copied is no journal.
        to.meta(meta);
        to.commitAndSync();
        return last;
    }

    private static JournalException.JournalDamaged damaged(String name, String what) {
        return new JournalException.JournalDamaged("journal " + name + ": " + what);
    }
}
