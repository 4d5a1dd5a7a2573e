package orca.runtime.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Walks a journal from its first group to its last, recomputes every hash, decodes every record, and compares the end with
 * the head file and the snapshots with the chain. Changes nothing.
 */
public final class JournalCheck {
    /** How many findings are listed; what follows from the first damage is seldom worth more. */
    public static final int MAX_FINDINGS = 100;

    /** What kind of thing is wrong. */
    public enum Kind {
        /** The database, or a part of it, cannot be read at all. */
        UNREADABLE,
        /** Groups are missing between others. */
        GAP,
        /** A group or a snapshot is not what was written: its hash says so. */
        HASH_MISMATCH,
        /** The bytes are what was written, but no record comes out of them. */
        UNDECODABLE,
        /** The end of the journal is not what the head file says: its tail is lost or was replaced. */
        HEAD_MISMATCH
    }

    /**
     * One thing that is wrong.
     *
     * @param sequence the group or the snapshot's group, 0 when it is about the whole
     * @param where file and place, for people
     */
    public record Finding(Kind kind, long sequence, String where, String what) {
        @Override
        public String toString() {
            return where + ": " + what;
        }
    }

    /**
     * What was found.
     *
     * @param first the first group there, 0 when there is none
     * @param last the last group there, 0 when there is none
     * @param hash the chain's hash at the last group
     * @param findings in the order of the walk: the first is where to begin
     */
    public record Report(
            JournalFiles files, long first, long last, long groups, long records, String hash, List<Finding> findings) {
        public Report {
            findings = List.copyOf(findings);
        }

        /** Whether everything is as it was written. */
        public boolean sound() {
            return findings.isEmpty();
        }
    }

    private final JournalFiles files;
    private final String name;
    private final RecordCodec codec;
    /** Whether an actor is to go on from it. */
    private boolean standsAlone = true;
    private final List<Finding> findings = new ArrayList<>();
    private long first;
    private long last;
    private byte[] lastHash;
    private long epoch;
    private long groups;
    private long records;

    private JournalCheck(JournalFiles files, String name, RecordCodec codec) {
        this.files = files;
        this.name = name;
        this.codec = codec;
        lastHash = Chain.genesis(files.actor());
    }

    /**
     * Checks a journal in files that nobody has open.
     *
     * @throws JournalException.JournalInUse when somebody has
     */
    public static Report check(JournalFiles files, RecordCodec codec) {
        return check(files, new H2Store(files), codec);
    }

    /**
     * Checks a journal that nobody has open, wherever it is.
     *
     * @throws JournalException.JournalInUse when somebody has
     */
    public static Report check(JournalFiles files, JournalStore store, RecordCodec codec) {
        return check(files, store, codec, true);
    }

    /** The same of groups that a journal dropped: no snapshot stands for those before, and no actor goes on from them. */
    public static Report checkDropped(JournalFiles files, JournalStore store, RecordCodec codec) {
        return check(files, store, codec, false);
    }

    private static Report check(JournalFiles files, JournalStore store, RecordCodec codec, boolean whole) {
        JournalCheck check = new JournalCheck(files, store.name(), codec);
        check.standsAlone = whole;
        try {
            check.underLock(store);
        } catch (IOException e) {
            check.add(Kind.UNREADABLE, 0, files.folder().toString(), String.valueOf(e));
        }
        return check.report();
    }

    /** Checks the first {@code end} groups of a journal that is open, through a connection of its own. */
    static Report check(JournalFiles files, String name, RecordCodec codec, JournalTables tables, long end) {
        JournalCheck check = new JournalCheck(files, name, codec);
        try {
            check.walk(tables, end);
        } catch (SQLException e) {
            check.unreadable(e);
        }
        return check.report();
    }

    /** Nobody can have a journal open for writing in a folder that cannot be written; there, no lock is taken. */
    private void underLock(JournalStore store) throws IOException {
        JournalLock lock = Files.isWritable(files.folder()) ? JournalLock.take(files, name) : JournalLock.none();
        try {
            whole(store);
        } finally {
            lock.close();
        }
    }

    private void whole(JournalStore store) throws IOException {
        if (store.missing()) {
            head();
            add(Kind.UNREADABLE, 0, name, "there is no such file");
            return;
        }
        try (JournalDatabase database = store.openReadOnly()) {
            if (database.prepared()) {
                Optional<HeadFile.Head> head = head();
                walk(database);
                head.ifPresent(this::compare);
            } else if (Files.exists(files.head())) {
                add(Kind.UNREADABLE, 0, name, "there is no journal in it");
            }
        } catch (SQLException e) {
            if (store.away(e)) {
                throw store.unreadable(e);
            }
            unreadable(e);
        } catch (JournalException.JournalDamaged | JournalException.JournalFailed e) {
            add(Kind.UNREADABLE, last + 1, name, e.getMessage());
        }
    }

    private void walk(JournalDatabase database) throws SQLException {
        try (JournalTables tables = database.tables()) {
            walk(tables, Long.MAX_VALUE);
        }
    }

    private void unreadable(SQLException e) {
        String after = last == 0 ? "" : " after group " + last;
        add(Kind.UNREADABLE, last + 1, name, "it cannot be read on" + after + ": " + JournalDatabase.firstLine(e));
    }

    private Optional<HeadFile.Head> head() throws IOException {
        try {
            Optional<HeadFile.Head> head = HeadFile.read(files.head());
            if (head.isEmpty()) {
                add(Kind.HEAD_MISMATCH, 0, files.head().toString(), "there is no head file, so a lost tail would not show");
            }
            return head;
        } catch (JournalException.JournalDamaged e) {
            add(Kind.HEAD_MISMATCH, 0, files.head().toString(), e.getMessage());
            return Optional.empty();
        }
    }

    private void walk(JournalTables tables, long end) throws SQLException {
        Optional<JournalTables.Meta> found = tables.meta();
        if (found.isEmpty()) {
            add(Kind.UNREADABLE, 0, name, "the journal's own row is missing");
            return;
        }
        JournalTables.Meta meta = found.get();
        if (meta.format() != JournalTables.FORMAT || !meta.actor().equals(files.actor())) {
            add(Kind.UNREADABLE, 0, name, "its own row says format " + meta.format() + ", actor '"
                    + meta.actor() + "'; expected format " + JournalTables.FORMAT + ", actor '" + files.actor() + "'");
        }
        epoch = meta.epoch();
        last = meta.archivedThrough();
        lastHash = meta.archivedHash();
        if (last == 0 && !Arrays.equals(lastHash, Chain.genesis(files.actor()))) {
            add(Kind.HASH_MISMATCH, 0, name, "the chain's beginning is not that of this actor");
        }
        List<Snapshots.Snapshot> snapshots = new Snapshots(tables).list();
        compare(snapshots, last);
        for (List<StoredGroup> page = tables.after(last); !page.isEmpty() && last < end; page = tables.after(last)) {
            for (StoredGroup group : page) {
                if (group.sequence() <= end) {
                    check(group);
                    compare(snapshots, last);
                }
            }
        }
        checkSnapshots(tables, snapshots, meta, end);
    }

    private void check(StoredGroup group) {
        String where = name + ", group " + group.sequence();
        String flaw = group.flaw(last + 1, lastHash);
        if (!flaw.isEmpty()) {
            boolean gap = group.sequence() != last + 1;
            add(gap ? Kind.GAP : Kind.HASH_MISMATCH, gap ? last + 1 : group.sequence(), where, flaw);
        } else {
            decode(group, where);
        }
        first = first == 0 ? group.sequence() : first;
        last = group.sequence();
        lastHash = group.hash();
        epoch = Math.max(epoch, group.epoch());
        groups++;
        records += group.records();
    }

    private void decode(StoredGroup group, String where) {
        try {
            group.decode(codec);
        } catch (CodecException e) {
            add(Kind.UNDECODABLE, group.sequence(), where, e.getMessage());
        }
    }

    /** A snapshot that carries another hash than the chain has at its group belongs to another story. */
    private void compare(List<Snapshots.Snapshot> snapshots, long sequence) {
        for (Snapshots.Snapshot snapshot : snapshots) {
            if (snapshot.sequence() == sequence && !Arrays.equals(snapshot.chain(), lastHash)) {
                add(Kind.HASH_MISMATCH, sequence, name + ", snapshot after group " + sequence,
                        "it does not belong to this chain");
            }
        }
    }

    private void checkSnapshots(
            JournalTables tables, List<Snapshots.Snapshot> snapshots, JournalTables.Meta meta, long end) throws SQLException {
        Snapshots rows = new Snapshots(tables);
        boolean trusted = false;
        for (Snapshots.Snapshot snapshot : snapshots) {
            String where = name + ", snapshot after group " + snapshot.sequence();
            String flaw = rows.flaw(snapshot);
            if (!flaw.isEmpty()) {
                add(Kind.HASH_MISMATCH, snapshot.sequence(), where, flaw);
            } else if (snapshot.sequence() > last && snapshot.sequence() <= end) {
                add(Kind.GAP, last + 1, where, "the groups " + (last + 1) + " to " + snapshot.sequence() + " are missing");
            } else if (snapshot.sequence() < meta.archivedThrough()) {
                add(Kind.GAP, snapshot.sequence(), where, "the groups after it were dropped");
            } else {
                trusted = decode(rows, snapshot, where);
            }
        }
        if (standsAlone && !trusted && meta.archivedThrough() > 0) {
            add(Kind.GAP, meta.archivedThrough(), name,
                    "groups 1 to " + meta.archivedThrough() + " were dropped and no snapshot stands for them");
        }
    }

    private boolean decode(Snapshots rows, Snapshots.Snapshot snapshot, String where) {
        long[] count = new long[1];
        try {
            rows.read(snapshot, codec, record -> count[0]++);
        } catch (CodecException e) {
            add(Kind.UNDECODABLE, snapshot.sequence(), where, e.getMessage());
            return false;
        }
        if (count[0] != snapshot.records()) {
            add(Kind.UNDECODABLE, snapshot.sequence(), where,
                    "its row says " + snapshot.records() + " records, its pieces hold " + count[0]);
        }
        return count[0] == snapshot.records();
    }

    private void compare(HeadFile.Head head) {
        if (head.sequence() > last) {
            add(Kind.HEAD_MISMATCH, last + 1, files.head().toString(), "torn tail: the journal ends at group " + last
                    + ", the head file remembers group " + head.sequence());
        } else if (head.sequence() == last && !Arrays.equals(head.hash(), lastHash)) {
            add(Kind.HEAD_MISMATCH, last, files.head().toString(), "the head file remembers hash " + Chain.hex(head.hash())
                    + " at group " + last + ", the journal has " + Chain.hex(lastHash));
        } else if (head.epoch() > epoch || head.sequence() == last && head.epoch() != epoch) {
            add(Kind.HEAD_MISMATCH, last, files.head().toString(),
                    "the head file is in epoch " + head.epoch() + ", the journal in epoch " + epoch);
        }
    }

    private void add(Kind kind, long sequence, String where, String what) {
        if (findings.size() < MAX_FINDINGS) {
            findings.add(new Finding(kind, sequence, where, what));
        }
    }

    private Report report() {
        return new Report(files, first, last, groups, records, Chain.hex(lastHash), findings);
    }
}
