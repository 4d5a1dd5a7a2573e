package orca.runtime.journal;

import java.io.IOException;
import java.sql.SQLException;

/** Which database keeps an actor's journal. */
public sealed interface JournalStore permits H2Store, PostgresStore {
    /** What messages call it: a file, or where a server is. No password is in it. */
    String name();

    /** Whether the database is known not to be there; a server's is asked when it is opened. */
    boolean missing();

    /**
     * Opens it for writing; an empty one if there is none.
     *
     * @throws JournalException.JournalInUse when somebody else writes there
     * @throws JournalException.JournalFailed when its files cannot be read
     * @throws JournalException.JournalAway when its server cannot be reached or does not let us in
     * @throws JournalException.JournalDamaged when it is no database
     */
    JournalDatabase open() throws IOException;

    /** Opens one that is there and changes nothing in it. Throws as {@link #open} does. */
    JournalDatabase openReadOnly();

    /** Looks whether it can be opened. Throws as {@link #open} does. */
    default void probe() {
        openReadOnly().close();
    }

    /** Whether {@code e} says that the way to the database is broken, and so nothing of what is in it. */
    boolean away(SQLException e);

    /** What it means that a journal could not be read. */
    default JournalException unreadable(SQLException e) {
        String message = "journal " + name() + " cannot be read: " + JournalDatabase.firstLine(e);
        return away(e) ? new JournalException.JournalAway(message, e) : new JournalException.JournalDamaged(message, e);
    }
}
