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
    /** So many groups go in one transaction at most. */
    private static final int GROUPS = 256;

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

    private static long underLock(JournalFiles files, JournalStore from, JournalStore to) throws SQLException, IOException {
        IllegalArgumentException nothing = new IllegalArgumentException("journal.from: there is no journal " + from.name());
        if (from.missing()) {
            throw nothing;
        }
        to.missing(); // removes what belonged to one that is gone
        try (JournalDatabase source = from.open(); JournalDatabase target = to.open()) {
            if (!source.prepared()) {
                throw nothing;
            }
            if (target.prepared()) {
                throw new IllegalArgumentException("journal.to: there is something already: " + to.name());
            }
            target.prepare();
            long last = copy(files, from.name(), source.tables(), target.writer());
            HeadFile.syncFolder(files.folder());
            return last;
        }
    }

    private static long copy(JournalFiles files, String name, JournalTables from, JournalTables to) throws SQLException {
        try (from; to) {
            JournalTables.Meta meta = from.meta().orElseThrow(() -> damaged(name, "its own row is missing"));
            if (meta.format() != JournalTables.FORMAT || !meta.actor().equals(files.actor())) {
                throw damaged(name, "its own row says format " + meta.format() + ", actor '" + meta.actor() + "'");
            }
            long last = meta.archivedThrough();
            byte[] hash = meta.archivedHash();
            int pending = 0;
            for (List<StoredGroup> page = from.after(last); !page.isEmpty(); page = from.after(last)) {
                for (StoredGroup group : page) {
                    Opening.refuse(name, group, last + 1, hash);
                    to.insert(group);
                    last = group.sequence();
                    hash = group.hash();
                }
                pending += page.size();
                if (pending >= GROUPS) {
                    to.commitAndSync();
                    pending = 0;
                }
            }
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
    }

    private static JournalException.JournalDamaged damaged(String name, String what) {
        return new JournalException.JournalDamaged("journal " + name + ": " + what);
    }
}
