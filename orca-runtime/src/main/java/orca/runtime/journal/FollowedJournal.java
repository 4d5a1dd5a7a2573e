package orca.runtime.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;

/**
 * A journal in PostgreSQL that is read while another container writes it, so that an actor here knows what the one there knows
 * and can go on in its place. Its own head file follows too: what was seen here once must still be there when its turn comes.
 *
 * <p>To be used by one thread at a time.
 */
public final class FollowedJournal implements AutoCloseable {
    private final JournalFiles files;
    private final PostgresStore store;
    private final RecordCodec codec;
    private final Retention retention;

    private Opening opening;
    private Optional<PostgresDatabase> database = Optional.empty();
    private Optional<JournalTables> tables = Optional.empty();
    private Optional<HeadFile> headFile = Optional.empty();
    private Optional<HeadFile.Head> seen = Optional.empty();

    /** @see DatabaseJournal */
    public FollowedJournal(JournalFiles files, PostgresStore store, RecordCodec codec, Retention retention) {
        this.files = files;
        this.store = store;
        this.codec = codec;
        this.retention = retention;
        this.opening = new Opening(files, store.name(), codec);
    }

    /**
     * Tells {@code into} what is new, if there is a journal by now.
     *
     * @param led whether somebody leads it at the time; what nobody leads is not believed without a head file
     * @return the sequence of the last group that was told; 0 for none
     * @throws JournalException.JournalAway when the server cannot be reached; the next call tries again
     * @throws JournalException.JournalBehind when it lacks what was seen before
     */
    public long follow(Journal.Replay into, boolean led) {
        try {
            if (tables.isEmpty() && !connect()) {
                return 0;
            }
            Optional<JournalTables.Meta> meta = tables.get().meta();
            if (meta.isPresent()) {
                compare(tables.get(), meta.get());
                HeadFile.Head now = opening.follow(tables.get(), meta.get(), into);
                if (led || headFile.isPresent() || Files.exists(files.head())) {
                    remember(now);
                }
            }
            tables.get().connection().rollback();
            return seen.map(HeadFile.Head::sequence).orElse(0L);
        } catch (SQLException e) {
            disconnect();
            throw store.unreadable(e);
        } catch (IOException e) {
            throw new JournalException.JournalFailed(
                    "journal " + store.name() + " cannot be followed: " + e.getMessage(), e);
        }
    }

    private boolean connect() throws SQLException, IOException {
        Files.createDirectories(files.folder());
        PostgresDatabase reading = PostgresDatabase.openBeside(store);
        database = Optional.of(reading);
        if (!reading.prepared()) {
            disconnect();
            return false;
        }
        JournalTables found = reading.tables();
        // Its own row and its groups are then of the same instant.
        found.connection().setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        tables = Optional.of(found);
        if (seen.isEmpty()) {
            seen = HeadFile.read(files.head());
        }
        return true;
    }

    /** What was seen before must still be there. */
    private void compare(JournalTables there, JournalTables.Meta meta) throws SQLException {
        if (seen.isEmpty() || seen.get().sequence() <= meta.archivedThrough()) {
            return;
        }
        HeadFile.Head mark = seen.get();
        Optional<StoredGroup> same = there.group(mark.sequence()).filter(group -> Arrays.equals(group.hash(), mark.hash()));
        if (same.isEmpty() || meta.epoch() < mark.epoch()) {
            throw new JournalException.JournalBehind("journal " + store.name() + " lacks group " + mark.sequence() + " of epoch "
                    + mark.epoch() + ", which has been seen there: its database was put back from a copy, or is another one. A"
                    + " standby cannot follow it; remove " + files.head() + " only if that was meant");
        }
    }

    private void remember(HeadFile.Head now) throws IOException {
        boolean news = seen.isEmpty() || now.newerThan(seen.get());
        seen = Optional.of(now);
        if (headFile.isEmpty()) {
            headFile = Optional.of(HeadFile.open(files.head(), now));
        } else if (news) {
            headFile.get().write(now);
        }
    }

    /** The journal to go on with: what was followed is not read again, and an epoch begins. To be called once, at the end. */
    public Journal successor() {
        close();
        return new PostgresJournal(files, store, codec, retention, opening, true);
    }

    private void disconnect() {
        tables.ifPresent(open -> {
            try {
                open.close();
            } catch (SQLException e) {
                return; // nothing was written
            }
        });
        tables = Optional.empty();
        database.ifPresent(PostgresDatabase::close);
        database = Optional.empty();
    }

    @Override
    public void close() {
        disconnect();
        try {
            if (headFile.isPresent()) {
                headFile.get().close();
            }
        } catch (IOException e) {
            throw new JournalException.JournalFailed(
                    "journal " + store.name() + ": its head file cannot be closed: " + e.getMessage(), e);
        }
        headFile = Optional.empty();
    }
}
