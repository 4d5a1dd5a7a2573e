package orca.runtime.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * PostgreSQL under a journal. COMMIT returns when the server has it on its disk, whatever the server's usual is
 * ({@code synchronous_commit}); its tables are made, and brought up to date, by the scripts in {@code postgresql/}.
 *
 * <p>The writer's own session holds an advisory lock. So long as it lives nobody else writes, and when it is gone its
 * appends fail: two that hold the same journal cannot be.
 */
final class PostgresDatabase implements JournalDatabase {
    /** The first half of the lock's key, so that it meets no other program's. */
    private static final int LOCK_CLASS = 0x6f726361; // orca
    private static final int SECONDS = 10;
    /** Held here, for a logger that nobody holds forgets its level. Each opening would otherwise take six lines of the log. */
    private static final Logger FLYWAY = Logger.getLogger("org.flywaydb");

    static {
        FLYWAY.setLevel(Level.WARNING);
    }

    private final PostgresStore store;
    private final boolean readOnly;
    private final PGSimpleDataSource source = new PGSimpleDataSource();
    private final Connection keeper;
    private boolean given;

    private PostgresDatabase(PostgresStore store, boolean readOnly) throws SQLException {
        this.store = store;
        this.readOnly = readOnly;
        source.setURL(store.place().url());
        source.setUser(store.place().user());
        source.setPassword(store.place().password());
        source.setApplicationName("orca " + store.actor());
        source.setCurrentSchema('"' + store.schema() + '"');
        source.setConnectTimeout(SECONDS);
        source.setLoginTimeout(SECONDS);
        // A server whose machine is gone says nothing; an append may not wait for ever.
        source.setSocketTimeout(3 * SECONDS);
        source.setTcpKeepAlive(true);
        keeper = connect();
    }

    static PostgresDatabase open(PostgresStore store, boolean readOnly) {
        PostgresDatabase database;
        try {
            database = new PostgresDatabase(store, readOnly);
        } catch (SQLException e) {
            throw new JournalException.JournalFailed(
                    "journal " + store.name() + " cannot be reached: " + JournalDatabase.firstLine(e), e);
        }
        try {
            if (!readOnly && !database.locked()) {
                throw new JournalException.JournalInUse("journal " + store.name() + " is open already: does '" + store.actor()
                        + "' run elsewhere? Stop it first, or ask it instead of its database", null);
            }
            return database;
        } catch (SQLException e) {
            database.close();
            throw new JournalException.JournalFailed(
                    "journal " + store.name() + " cannot be locked: " + JournalDatabase.firstLine(e), e);
        } catch (JournalException e) {
            database.close();
            throw e;
        }
    }

    private boolean locked() throws SQLException {
        try (PreparedStatement lock = keeper.prepareStatement("SELECT pg_try_advisory_lock(?, hashtext(?))")) {
            lock.setInt(1, LOCK_CLASS);
            lock.setString(2, store.schema());
            try (ResultSet row = lock.executeQuery()) {
                row.next();
                boolean mine = row.getBoolean(1);
                keeper.commit();
                return mine;
            }
        }
    }

    private Connection connect() throws SQLException {
        Connection connection = source.getConnection();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET synchronous_commit = on");
            connection.setAutoCommit(false);
            connection.setReadOnly(readOnly);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public boolean prepared() throws SQLException {
        try (Connection connection = connect()) {
            return JournalTables.present(connection);
        }
    }

    @Override
    public void prepare() throws SQLException {
        try {
            Flyway.configure(PostgresDatabase.class.getClassLoader())
                    .dataSource(source)
                    .schemas(store.schema())
                    .locations("classpath:orca/runtime/journal/postgresql")
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new SQLException("its tables cannot be made: " + JournalDatabase.firstLine(e), e);
        }
    }

    @Override
    public JournalTables writer() throws SQLException {
        if (given) {
            throw new IllegalStateException("journal " + store.name() + " has its writer already");
        }
        given = true;
        return new JournalTables(keeper, Optional.empty());
    }

    @Override
    public JournalTables tables() throws SQLException {
        return new JournalTables(connect(), Optional.empty());
    }

    /** Ends the sessions; what they had begun the server takes back. */
    @Override
    public void abandon() {
        close();
    }

    @Override
    public void close() {
        try {
            keeper.close();
        } catch (SQLException e) {
            // The server ends what is cut off, and nothing was promised of it.
            return;
        }
    }
}
