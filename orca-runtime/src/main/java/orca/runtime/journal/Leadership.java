package orca.runtime.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Which of several containers with the same actors writes their journals in PostgreSQL. The leader's session holds a lock for
 * each actor and counts up a beat in each schema. No clock is compared: others see that the beat grows, by their own time, or
 * that it does not.
 *
 * <p>Whoever finds that it has stopped may {@link #depose} the leader. The server ends its sessions, those that append among
 * them, before the lock goes to another. A leader that was only asleep finds out by its next commit or its next {@link #beat}.
 *
 * <p>To be used by one thread at a time.
 */
public final class Leadership implements AutoCloseable {
    /** Another seed than the journals' own locks have. */
    private static final long LOCK_SEED = 0x6c656164L; // lead
    /** Seconds. Shorter than a leader that cannot be heard from is waited for twice. */
    private static final int PATIENCE = 3;
    private static final String LOCK = "hashtextextended(?, " + LOCK_SEED + ")";

    private final List<PostgresStore> stores;
    private final String node;
    private Optional<Connection> session = Optional.empty();
    /** Whether the session holds the locks; a session counts how often it took one. */
    private boolean locked;

    /**
     * @param stores of all actors of the container; one at least
     * @param node tells this container from every other that has the same actors; the same at each start
     */
    public Leadership(List<PostgresStore> stores, String node) {
        if (stores.isEmpty()) {
            throw new IllegalArgumentException("stores: must not be empty");
        }
        this.stores = List.copyOf(stores);
        this.node = Objects.requireNonNull(node, "node");
    }

    /**
     * What the database says of the leader.
     *
     * @param leader its node; empty where nobody leads: at the very first, and after a leader that ended in good order
     * @param beat grows while it lives
     */
    public record Seen(String leader, long beat) {}

    /** @throws JournalException.JournalAway when the server cannot be reached; the next call tries again */
    public Seen look() {
        return asking(connection -> {
            String leader = "";
            long beat = 0;
            for (PostgresStore store : stores) {
                try (PreparedStatement ask = connection.prepareStatement("SELECT to_regclass(?) IS NOT NULL")) {
                    ask.setString(1, table(store));
                    if (!yes(ask)) {
                        continue; // nobody has led it yet, or one of an earlier version does
                    }
                }
                try (PreparedStatement ask = connection.prepareStatement("SELECT leader, beat FROM " + table(store));
                        ResultSet row = ask.executeQuery()) {
                    if (row.next()) {
                        leader = leader.isEmpty() ? row.getString(1) : leader;
                        beat += row.getLong(2);
                    }
                }
            }
            return new Seen(leader, beat);
        });
    }

    /**
     * Becomes the leader, unless somebody else is.
     *
     * @return who was the leader before: empty for nobody; and nothing at all when somebody still is
     */
    public Optional<String> take() {
        return asking(connection -> {
            if (!locked(connection)) {
                return Optional.empty();
            }
            stores.forEach(store -> {
                try (PostgresDatabase database = PostgresDatabase.openBeside(store)) {
                    database.prepare();
                }
            });
            String before = look().leader();
            mark(connection, node);
            return Optional.of(before);
        });
    }

    private boolean locked(Connection connection) throws SQLException {
        if (locked) {
            return true;
        }
        for (PostgresStore store : stores) {
            try (PreparedStatement lock = connection.prepareStatement("SELECT pg_try_advisory_lock(" + LOCK + ")")) {
                lock.setString(1, store.schema());
                if (!yes(lock)) {
                    release(connection);
                    return false;
                }
            }
        }
        locked = true;
        return true;
    }

    private static void release(Connection connection) throws SQLException {
        try (PreparedStatement all = connection.prepareStatement("SELECT pg_advisory_unlock_all()")) {
            all.execute();
        }
    }

    private void mark(Connection connection, String leader) throws SQLException {
        // A beat may be lost in the server's crash, who leads may not.
        durable(connection, "on");
        for (PostgresStore store : stores) {
            try (PreparedStatement mark = connection.prepareStatement(
                    "UPDATE " + table(store) + " SET leader = ?, beat = beat + 1")) {
                mark.setString(1, leader);
                mark.executeUpdate();
            }
        }
        durable(connection, "off");
    }

    private static void durable(Connection connection, String how) throws SQLException {
        try (Statement set = connection.createStatement()) {
            set.execute("SET synchronous_commit = " + how);
        }
    }

    /**
     * Shows that the leader lives.
     *
     * @return false when it is the leader no more
     * @throws JournalException.JournalAway when the server cannot be reached; it may still be the leader
     */
    public boolean beat() {
        return asking(connection -> {
            // A new session has to come by the locks again, before anybody else does.
            if (!locked(connection)) {
                return false;
            }
            for (PostgresStore store : stores) {
                try (PreparedStatement beat = connection.prepareStatement(
                        "UPDATE " + table(store) + " SET beat = beat + 1 WHERE leader = ?")) {
                    beat.setString(1, node);
                    if (beat.executeUpdate() != 1) {
                        return false;
                    }
                }
            }
            return true;
        });
    }

    /** Ends the sessions of whoever leads and of whoever writes the journals, so that a lock can be taken. */
    public void depose() {
        asking(connection -> {
            for (PostgresStore store : stores) {
                for (long seed : List.of(LOCK_SEED, PostgresDatabase.LOCK_SEED)) {
                    end(connection, store, seed);
                }
            }
            return true;
        });
    }

    private static void end(Connection connection, PostgresStore store, long seed) throws SQLException {
        try (PreparedStatement end = connection.prepareStatement("SELECT bool_and(pg_terminate_backend(pid, 2000)) FROM pg_locks,"
                + " (SELECT hashtextextended(?, ?) AS key) AS lock WHERE locktype = 'advisory' AND granted AND objsubid = 1"
                + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                + " AND classid::bigint = (key >> 32) & 4294967295 AND objid::bigint = key & 4294967295"
                + " AND pid <> pg_backend_pid()")) {
            end.setString(1, store.schema());
            end.setLong(2, seed);
            end.execute();
        }
    }

    /** Says that nobody leads, and lets the lock go; for a leader whose journals are closed. */
    @Override
    public void close() {
        try {
            if (locked) {
                mark(session.orElseThrow(), "");
                release(session.orElseThrow()); // the server may see the end of the session a moment later
            }
        } catch (SQLException e) {
            // Its beat has ended, which says the same, only later.
            System.getLogger(Leadership.class.getName()).log(System.Logger.Level.DEBUG, "the leader's end was not told", e);
        } finally {
            forget();
        }
    }

    private static String table(PostgresStore store) {
        return '"' + store.schema() + "\".journal_lead";
    }

    private static boolean yes(PreparedStatement question) throws SQLException {
        try (ResultSet row = question.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }

    /** What is asked of the server. */
    private interface Question<T> {
        T ask(Connection connection) throws SQLException;
    }

    private <T> T asking(Question<T> question) {
        try {
            if (session.isEmpty()) {
                session = Optional.of(PostgresDatabase.session(stores.get(0), "orca lead " + node, PATIENCE));
            }
            return question.ask(session.get());
        } catch (SQLException e) {
            forget();
            throw new JournalException.JournalAway("journal " + stores.get(0).name() + " cannot be reached: "
                    + JournalDatabase.firstLine(e), e);
        }
    }

    private void forget() {
        locked = false;
        session.ifPresent(connection -> {
            try {
                connection.close();
            } catch (SQLException e) {
                return; // the server ends what is cut off
            }
        });
        session = Optional.empty();
    }
}
