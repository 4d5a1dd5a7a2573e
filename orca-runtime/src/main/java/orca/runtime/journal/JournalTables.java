package orca.runtime.journal;

import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The rows of groups and the journal's own row, on one connection. Commits nothing. */
final class JournalTables implements AutoCloseable {
    /** The most bytes in one row; H2 allows a mebibyte, PostgreSQL much more. */
    static final int ROW_BYTES = 512 * 1024;
    /** The most encoded bytes in one group, and about the most in one transaction, which is in memory until it is synced. */
    static final int MAX_GROUP_BYTES = 8 * 1024 * 1024;
    /** The format that this code reads and writes. */
    static final int FORMAT = 1;
    /** How many groups are fetched at a time, so that a long journal is never in memory as a whole. */
    private static final int PAGE_ROWS = 64;
    /** How many groups are dropped in one transaction at most. */
    private static final int DROPPED_ROWS = 4096;

    private static final String GROUP_COLUMNS =
            "sequence, epoch, stamped_seconds, stamped_nanos, records, previous, hash, bytes";

    /** The journal's own row. {@code archivedHash} is the chain's at {@code archivedThrough}, the last group dropped. */
    record Meta(int format, String actor, long epoch, long archivedThrough, byte[] archivedHash) {}

    private final Connection connection;
    private final PreparedStatement insertGroup;
    private final Optional<PreparedStatement> appendGroup;
    private final PreparedStatement insertMore;
    private final PreparedStatement selectGroups;
    private final PreparedStatement selectMore;
    private final Optional<PreparedStatement> sync;

    /** Who sees to it that a commit is durable, and that a writer whose time is over writes nothing. */
    enum Kind {
        /** A database of one process's own: a lock on a file keeps others off, and COMMIT has to be followed by a sync. */
        EMBEDDED,
        /** A server that others may reach: it syncs by itself, and it compares the epoch in the transaction that appends. */
        SERVER
    }

    JournalTables(Connection connection, Kind kind) throws SQLException {
        this.connection = connection;
        insertGroup = connection.prepareStatement(
                "INSERT INTO journal_group (" + GROUP_COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
        insertMore = connection.prepareStatement("INSERT INTO journal_more (sequence, part, bytes) VALUES (?, ?, ?)");
        selectGroups = connection.prepareStatement("SELECT " + GROUP_COLUMNS
                + " FROM journal_group WHERE sequence > ? ORDER BY sequence FETCH FIRST " + PAGE_ROWS + " ROWS ONLY");
        selectMore = connection.prepareStatement("SELECT bytes FROM journal_more WHERE sequence = ? ORDER BY part");
        sync = kind == Kind.SERVER ? Optional.empty() : Optional.of(connection.prepareStatement(H2Database.SYNC));
        // FOR SHARE: whoever raises the epoch waits for this transaction, or this one for that and finds nothing.
        appendGroup = kind == Kind.EMBEDDED ? Optional.empty()
                : Optional.of(connection.prepareStatement("INSERT INTO journal_group (" + GROUP_COLUMNS
                        + ") SELECT ?, ?, ?, ?, ?, ?, ?, ? FROM journal_meta WHERE id = 1 AND epoch = ? FOR SHARE"));
    }

    Connection connection() {
        return connection;
    }

    /** Commits, and returns when what was committed is on the disk. */
    void commitAndSync() throws SQLException {
        connection.commit();
        if (sync.isPresent()) {
            sync.get().execute();
        }
    }

    /**
     * Inserts a group of the journal's own epoch.
     *
     * @throws SQLException also when the database has granted another epoch since: then another writer has taken over
     */
    void append(StoredGroup group) throws SQLException {
        if (appendGroup.isEmpty()) {
            insert(group);
            return;
        }
        PreparedStatement append = appendGroup.get();
        set(append, group);
        append.setLong(9, group.epoch());
        if (append.executeUpdate() != 1) {
            throw new SQLException("the database has granted another epoch than " + group.epoch() + ", so another writer has"
                    + " taken over");
        }
        insertMore(group);
    }

    /** Inserts a group of whatever epoch. */
    void insert(StoredGroup group) throws SQLException {
        set(insertGroup, group);
        insertGroup.executeUpdate();
        insertMore(group);
    }

    private static void set(PreparedStatement insert, StoredGroup group) throws SQLException {
        byte[] bytes = group.bytes();
        insert.setLong(1, group.sequence());
        insert.setLong(2, group.epoch());
        insert.setLong(3, group.stampedAt().getEpochSecond());
        insert.setInt(4, group.stampedAt().getNano());
        insert.setInt(5, group.records());
        insert.setBytes(6, group.previous());
        insert.setBytes(7, group.hash());
        insert.setBytes(8, bytes.length <= ROW_BYTES ? bytes : Arrays.copyOf(bytes, ROW_BYTES));
    }

    private void insertMore(StoredGroup group) throws SQLException {
        byte[] bytes = group.bytes();
        for (int from = ROW_BYTES, part = 1; from < bytes.length; from += ROW_BYTES, part++) {
            insertMore.setLong(1, group.sequence());
            insertMore.setInt(2, part);
            insertMore.setBytes(3, Arrays.copyOfRange(bytes, from, Math.min(from + ROW_BYTES, bytes.length)));
            insertMore.executeUpdate();
        }
    }

    /** The next groups after {@code sequence}, some {@value #PAGE_ROWS} of them; none at the end. */
    List<StoredGroup> after(long sequence) throws SQLException {
        List<StoredGroup> page = new ArrayList<>();
        selectGroups.setLong(1, sequence);
        try (ResultSet rows = selectGroups.executeQuery()) {
            while (rows.next()) {
                page.add(group(rows));
            }
        }
        return page;
    }

    private StoredGroup group(ResultSet row) throws SQLException {
        long sequence = row.getLong(1);
        Instant stampedAt = instant(row.getLong(3), row.getInt(4), "group " + sequence);
        byte[] bytes = row.getBytes(8);
        if (bytes.length == ROW_BYTES) {
            bytes = withMore(sequence, bytes);
        }
        return new StoredGroup(
                sequence, row.getLong(2), stampedAt, row.getInt(5), row.getBytes(6), row.getBytes(7), bytes);
    }

    static Instant instant(long seconds, int nanos, String where) {
        try {
            return Instant.ofEpochSecond(seconds, nanos);
        } catch (DateTimeException | ArithmeticException e) {
            throw new JournalException.JournalDamaged(where + ": its row holds no instant, but " + seconds + " s", e);
        }
    }

    private byte[] withMore(long sequence, byte[] first) throws SQLException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream(2 * ROW_BYTES);
        whole.writeBytes(first);
        selectMore.setLong(1, sequence);
        try (ResultSet rows = selectMore.executeQuery()) {
            while (rows.next() && whole.size() <= MAX_GROUP_BYTES) {
                whole.writeBytes(rows.getBytes(1));
            }
        }
        return whole.toByteArray();
    }

    Optional<StoredGroup> group(long sequence) throws SQLException {
        return after(sequence - 1).stream().filter(group -> group.sequence() == sequence).findFirst();
    }

    Optional<StoredGroup> last() throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT MAX(sequence) FROM journal_group");
                ResultSet row = select.executeQuery()) {
            row.next();
            long sequence = row.getLong(1);
            return row.wasNull() ? Optional.empty() : group(sequence);
        }
    }

    /** Whether the tables are there. */
    static boolean present(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT COUNT(*) FROM INFORMATION_SCHEMA.TABLES "
                                + "WHERE LOWER(TABLE_NAME) = 'journal_meta' AND TABLE_SCHEMA = CURRENT_SCHEMA");
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1) > 0;
        }
    }

    Optional<Meta> meta() throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT format, actor, epoch, archived_through, archived_hash FROM journal_meta WHERE id = 1");
                ResultSet row = select.executeQuery()) {
            return row.next()
                    ? Optional.of(new Meta(row.getInt(1), row.getString(2), row.getLong(3), row.getLong(4), row.getBytes(5)))
                    : Optional.empty();
        }
    }

    void meta(Meta meta) throws SQLException {
        String values = "format = ?, actor = ?, epoch = ?, archived_through = ?, archived_hash = ?";
        try (PreparedStatement update = connection.prepareStatement("UPDATE journal_meta SET " + values + " WHERE id = 1")) {
            if (write(update, meta) == 1) {
                return;
            }
        }
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO journal_meta "
                + "(id, format, actor, epoch, archived_through, archived_hash) VALUES (1, ?, ?, ?, ?, ?)")) {
            write(insert, meta);
        }
    }

    private static int write(PreparedStatement statement, Meta meta) throws SQLException {
        statement.setInt(1, meta.format());
        statement.setString(2, meta.actor());
        statement.setLong(3, meta.epoch());
        statement.setLong(4, meta.archivedThrough());
        statement.setBytes(5, meta.archivedHash());
        return statement.executeUpdate();
    }

    /**
     * The last group after {@code after} and up to {@code through} that can be dropped together with those before it in one
     * transaction, which remembers their bytes until it ends.
     */
    long droppable(long after, long through) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT sequence, OCTET_LENGTH(bytes) FROM journal_group "
                + "WHERE sequence > ? AND sequence <= ? ORDER BY sequence FETCH FIRST " + DROPPED_ROWS + " ROWS ONLY")) {
            select.setLong(1, after);
            select.setLong(2, through);
            long last = after;
            long bytes = 0;
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    // A full row may have more behind it, up to the limit.
                    int size = rows.getInt(2);
                    bytes += size == ROW_BYTES ? MAX_GROUP_BYTES : size;
                    if (bytes > MAX_GROUP_BYTES && last > after) {
                        return last;
                    }
                    last = rows.getLong(1);
                }
            }
            return last;
        }
    }

    /** Empties all tables, of what no journal's own row stands for. */
    void clear() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String table : List.of("journal_group", "journal_more", "snapshot", "snapshot_piece")) {
                statement.execute("TRUNCATE TABLE " + table);
            }
        }
        commitAndSync();
    }

    /** Deletes the groups up to {@code through}. */
    void drop(long through) throws SQLException {
        try (PreparedStatement more = connection.prepareStatement("DELETE FROM journal_more WHERE sequence <= ?");
                PreparedStatement groups = connection.prepareStatement("DELETE FROM journal_group WHERE sequence <= ?")) {
            more.setLong(1, through);
            more.executeUpdate();
            groups.setLong(1, through);
            groups.executeUpdate();
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
