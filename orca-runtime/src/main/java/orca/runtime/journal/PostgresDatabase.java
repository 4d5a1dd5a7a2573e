package orca.runtime.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
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
    /** Goes into the lock's key, so that it meets no other program's. */
    static final long LOCK_SEED = 0x6f726361L; // orca
    private static final int SECONDS = 10;
    /** What the server says when a lock did not become free in time. */
    private static final String NO_LOCK = "55P03";
    /** A server notices within so many seconds that the machine of a session is gone, and gives its lock to the next. */
    private static final List<String> NOTICE = List.of("SET tcp_keepalives_idle = 3", "SET tcp_keepalives_interval = 1",
            "SET tcp_keepalives_count = 3", "SET tcp_user_timeout = 6000");
    /** Held here, for a logger that nobody holds forgets its level. Each opening would otherwise take six lines of the log. */
    private static final Logger FLYWAY = Logger.getLogger("org.flywaydb");

    static {
        FLYWAY.setLevel(Level.WARNING);
    }

    private final PostgresStore store;
    private final boolean readOnly;
    private final PGSimpleDataSource source;
    private final Connection keeper;
    private boolean given;

    private PostgresDatabase(PostgresStore store, boolean readOnly) throws SQLException {
        this.store = store;
        this.readOnly = readOnly;
        source = source(store, store.sessions(), 3 * SECONDS);
        keeper = connect();
    }

    /** @param patience seconds; a server whose machine is gone says nothing, and nobody may wait for ever */
    private static PGSimpleDataSource source(PostgresStore store, String application, int patience) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(store.place().url());
        source.setUser(store.place().user());
        if (!store.place().password().isEmpty()) {
            source.setPassword(store.place().password());
        }
        source.setApplicationName(application);
        source.setCurrentSchema('"' + store.schema() + '"');
        source.setConnectTimeout(Math.min(SECONDS, patience));
        source.setLoginTimeout(Math.min(SECONDS, patience));
        source.setSocketTimeout(patience);
        source.setTcpKeepAlive(true);
        return source;
    }

    /** A session that commits by itself what need not outlive the server's crash. */
    static Connection session(PostgresStore store, String application, int patience) throws SQLException {
        Connection connection = source(store, application, patience).getConnection();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET synchronous_commit = off");
            for (String wish : NOTICE) {
                wish(statement, wish);
            }
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    static PostgresDatabase open(PostgresStore store, boolean readOnly) {
        PostgresDatabase database;
        try {
            database = new PostgresDatabase(store, readOnly);
        } catch (SQLException e) {
            throw away(store, "cannot be reached", e);
        }
        try {
            if (!database.locked()) {
                throw new JournalException.JournalInUse("journal " + store.name() + " is open already: does '" + store.actor()
                        + "' run elsewhere? Stop it first, or ask it instead of its database", null);
            }
            if (!readOnly && !database.syncs()) {
                throw new JournalException.JournalFailed("journal " + store.name() + ": fsync: must be on at its server, or what"
                        + " was promised does not outlive a power cut; it is off", null);
            }
            return database;
        } catch (SQLException e) {
            database.close();
            throw away(store, "cannot be locked", e);
        } catch (JournalException e) {
            database.close();
            throw e;
        }
    }

    /** For one that only reads while another writes: no lock is taken, and none is waited for. */
    static PostgresDatabase openBeside(PostgresStore store) {
        try {
            return new PostgresDatabase(store, true);
        } catch (SQLException e) {
            throw away(store, "cannot be reached", e);
        }
    }

    private static JournalException.JournalAway away(PostgresStore store, String what, SQLException e) {
        return new JournalException.JournalAway(
                "journal " + store.name() + ' ' + what + ": " + JournalDatabase.firstLine(e), e);
    }

    /** Whether {@code e} says that the way to the server is broken, or that the server is coming up or going down. */
    static boolean away(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        return state.startsWith("08") || state.startsWith("57P");
    }

    private boolean locked() throws SQLException {
        try (PreparedStatement end = keeper.prepareStatement("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                + " WHERE application_name = ? AND usename = CURRENT_USER AND pid <> pg_backend_pid()")) {
            boolean mine = tried();
            if (!mine) {
                // An earlier life of this very journal may have lost the way to the server, which does not know it yet.
                end.setString(1, store.sessions());
                mine = yes(end) && tried();
            }
            return mine || awaited();
        }
    }

    private boolean syncs() throws SQLException {
        try (Statement show = keeper.createStatement(); ResultSet row = show.executeQuery("SHOW fsync")) {
            row.next();
            boolean syncs = row.getString(1).equals("on");
            keeper.commit();
            return syncs;
        }
    }

    private boolean tried() throws SQLException {
        try (PreparedStatement lock = keeper.prepareStatement("SELECT pg_try_advisory_lock(hashtextextended(?, ?))")) {
            lock.setString(1, store.schema());
            lock.setLong(2, LOCK_SEED);
            boolean mine = yes(lock);
            keeper.commit();
            return mine;
        }
    }

    /** A session that was closed a moment ago may still be about to end. */
    private boolean awaited() throws SQLException {
        try (Statement limit = keeper.createStatement();
                PreparedStatement lock = keeper.prepareStatement("SELECT pg_advisory_lock(hashtextextended(?, ?))")) {
            limit.execute("SET LOCAL lock_timeout = '2s'");
            lock.setString(1, store.schema());
            lock.setLong(2, LOCK_SEED);
            lock.execute();
            keeper.commit();
            return true;
        } catch (SQLException e) {
            if (NO_LOCK.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    private static boolean yes(PreparedStatement question) throws SQLException {
        try (ResultSet row = question.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }

    private Connection connect() throws SQLException {
        Connection connection = source.getConnection();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET synchronous_commit = on");
            for (String wish : NOTICE) {
                wish(statement, wish);
            }
            connection.setAutoCommit(false);
            connection.setReadOnly(readOnly);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Some systems that servers run on cannot do all of this; then their own, longer times hold. */
    private static void wish(Statement statement, String wish) throws SQLException {
        try {
            statement.execute(wish);
        } catch (SQLException e) {
            if (away(e)) {
                throw e;
            }
        }
    }

    @Override
    public boolean prepared() throws SQLException {
        try (Connection connection = connect()) {
            return JournalTables.present(connection);
        }
    }

    @Override
    public void prepare() {
        try {
            Flyway.configure(PostgresDatabase.class.getClassLoader())
                    .dataSource(source)
                    .schemas(store.schema())
                    .locations("classpath:orca/runtime/journal/postgresql")
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            throw new JournalException.JournalFailed(
                    "journal " + store.name() + ": its tables cannot be made: " + JournalDatabase.firstLine(root), e);
        }
    }

    @Override
    public JournalTables writer() throws SQLException {
        if (given) {
            throw new IllegalStateException("journal " + store.name() + " has its writer already");
        }
        given = true;
        return new JournalTables(keeper, JournalTables.Kind.SERVER);
    }

    @Override
    public JournalTables tables() throws SQLException {
        return new JournalTables(connect(), JournalTables.Kind.SERVER);
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
