package orca.runtime.journal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.h2.api.ErrorCode;
import org.h2.jdbcx.JdbcDataSource;

/**
 * The embedded database under a journal: its settings, and how its errors read.
 *
 * <p>H2 never asks the disk to keep what it writes, except for {@code CHECKPOINT SYNC}; so every commit that matters is
 * followed by {@link #SYNC}, and {@link AtomicFiles} makes that sync all or nothing. The settings:
 * <ul>
 *   <li>{@code WRITE_DELAY=0}: COMMIT itself hands the pages over, on the calling thread, so that the sync that follows
 *       covers them; and there is no background thread.
 *   <li>{@code RETENTION_TIME=0}: pages that no longer count may be written over at once instead of after 45 seconds, or the
 *       file would grow by some 10 kB a commit. Over an ordinary file system this would be unsafe.
 *   <li>{@code PAGE_SIZE=65536}: a commit rewrites the last page and makes a chunk of it that stays for as long as the page
 *       does; larger pages leave fewer chunks with little in them (measured: docs/performance.md).
 *   <li>{@code MAX_COMPACT_TIME=0}: closing does not move pages about, which took a second and made the file larger.
 *   <li>{@code DB_CLOSE_ON_EXIT=FALSE}: no shutdown hook of H2's races with ours.
 * </ul>
 */
final class H2Database implements JournalDatabase {
    /** After COMMIT: makes what was committed outlive a power cut. */
    static final String SYNC = "CHECKPOINT SYNC";
    /** The file system of the machine, in H2's words. */
    static final String DISK = "file:";

    private static final String WRITABLE = ";WRITE_DELAY=0;RETENTION_TIME=0;PAGE_SIZE=65536;MAX_COMPACT_TIME=0"
            + ";DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0";
    private static final String READ_ONLY = ";ACCESS_MODE_DATA=r;IFEXISTS=TRUE;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0";
    private static final String SCHEMA = "h2.sql";

    private final JdbcDataSource source = new JdbcDataSource();
    /** H2 closes the database with its last connection. */
    private final Connection keeper;

    private H2Database(JournalFiles files, String fileSystem, String settings) throws SQLException {
        source.setURL("jdbc:h2:" + AtomicFiles.over(fileSystem) + files.folder().resolve(files.actor()) + settings);
        source.setUser("orca");
        source.setPassword("");
        keeper = source.getConnection();
    }

    /** Opens the database for writing; an empty one if there is none. */
    static H2Database open(JournalFiles files, String fileSystem) {
        return open(files, fileSystem, WRITABLE);
    }

    /** Opens a database that is there, and changes nothing in its file. */
    static H2Database openReadOnly(JournalFiles files) {
        return open(files, DISK, READ_ONLY);
    }

    private static H2Database open(JournalFiles files, String fileSystem, String settings) {
        try {
            return new H2Database(files, fileSystem, settings);
        } catch (SQLException e) {
            throw notOpened(files, e);
        }
    }

    private static JournalException notOpened(JournalFiles files, SQLException e) {
        if (e.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1) {
            return JournalLock.inUse(files, files.database().toString(), e);
        }
        if (e.getErrorCode() == ErrorCode.IO_EXCEPTION_1 || e.getErrorCode() == ErrorCode.IO_EXCEPTION_2
                || e.getErrorCode() == ErrorCode.FILE_CREATION_FAILED_1) {
            return new JournalException.JournalFailed(
                    "journal " + files.database() + " cannot be read or written: " + JournalDatabase.firstLine(e), e);
        }
        return new JournalException.JournalDamaged("journal " + files.database()
                + " is no database that H2 can open, so none of its records can be read: " + JournalDatabase.firstLine(e)
                + ". Put back a copy and open it with --accept-loss", e);
    }

    private Connection connect() throws SQLException {
        Connection connection = source.getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    @Override
    public boolean prepared() throws SQLException {
        try (Connection connection = connect()) {
            return JournalTables.present(connection);
        }
    }

    @Override
    public void prepare() throws SQLException, IOException {
        String script;
        try (InputStream in = H2Database.class.getResourceAsStream(SCHEMA)) {
            script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        try (Connection connection = connect(); Statement statement = connection.createStatement()) {
            if (JournalTables.present(connection)) {
                return;
            }
            for (String one : script.split(";\n")) {
                statement.execute(one);
            }
            connection.commit();
        }
    }

    /** A lock on a file keeps others off. */
    @Override
    public JournalTables writer() throws SQLException {
        return tables();
    }

    @Override
    public JournalTables tables() throws SQLException {
        return new JournalTables(connect(), JournalTables.Kind.EMBEDDED);
    }

    @Override
    public void abandon() {
        try (Statement statement = keeper.createStatement()) {
            statement.execute("SHUTDOWN IMMEDIATELY");
        } catch (SQLException e) {
            // It closed itself when the write failed. What matters is only that nothing is written any more.
            return;
        }
    }

    @Override
    public void close() {
        try (Statement statement = keeper.createStatement()) {
            statement.execute("SHUTDOWN");
        } catch (SQLException e) {
            // Closed already, or not to be closed in good order; the next opening reads what was synced.
            abandon();
        }
    }
}
