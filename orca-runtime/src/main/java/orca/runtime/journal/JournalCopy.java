package orca.runtime.journal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/**
 * Brings a journal that nobody has open from one database into another: the same groups with the same hashes, the newest
 * snapshots, the same epoch. Its head file stays and holds for both. What was copied is what was checked. And makes one out of a
 * stream that was written while it was open.
 */
public final class JournalCopy {
    private JournalCopy() {}

    /**
     * How much of a journal a stream holds.
     *
     * @param first the first group, one more than {@code last} when there is none
     * @param last the last group, 0 when there is none
     * @param hash the chain's at the last group
     * @param stampedAt of the last group
     * @param records of all groups
     */
    public record Copied(long first, long last, String hash, long epoch, Instant stampedAt, long records) {}

    /**
     * Makes a journal, where there is none, out of the stream that {@link Journal#copy} wrote. Its actor will know that it has
     * lost what came later: it begins with {@code epoch} and asks its peers.
     *
     * @param epoch greater than that of any life of this actor
     * @param what says to people how the loss came
     * @throws JournalException.JournalDamaged when the stream is not whole; what is there then is no journal
     * @throws IllegalArgumentException when there is something already
     */
    public static void restore(JournalFiles files, JournalStore to, InputStream from, long epoch, String what) {
        try {
            Files.createDirectories(files.folder());
            JournalLock lock = JournalLock.take(files, to.name());
            try (JournalDatabase target = to.open()) {
                if (Files.exists(files.head()) && LossMark.read(files).isEmpty()) {
                    throw new IllegalArgumentException("journal.to: there is something already: " + files.head());
                }
                target.prepare();
                try (JournalTables write = target.writer()) {
                    if (write.meta().isPresent()) {
                        throw new IllegalArgumentException("journal.to: there is something already: " + to.name());
                    }
                    LossMark.write(files, what);
                    // What a restoration left that did not come to its end.
                    write.clear();
                    JournalStream.Read read = JournalStream.read(to.name(), files.actor(), from, write);
                    HeadFile.open(files.head(), new HeadFile.Head(read.last(), epoch, read.hash())).close();
                    // Last: until it is there, what was restored is no journal.
                    write.meta(new JournalTables.Meta(JournalTables.FORMAT, files.actor(), epoch,
                            read.meta().archivedThrough(), read.meta().archivedHash()));
                    write.commitAndSync();
                }
                HeadFile.syncFolder(files.folder());
            } finally {
                lock.close();
            }
        } catch (SQLException e) {
            throw new JournalException.JournalFailed("journal " + to.name() + " cannot be restored: "
                    + JournalDatabase.firstLine(e), e);
        } catch (IOException e) {
            throw new UncheckedIOException("journal " + to.name() + ": " + e.getMessage(), e);
        }
    }

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
