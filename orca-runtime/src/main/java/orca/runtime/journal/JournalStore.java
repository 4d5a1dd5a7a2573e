package orca.runtime.journal;

import java.io.IOException;

/** Which database keeps an actor's journal. */
public sealed interface JournalStore permits H2Store, PostgresStore {
    /** What messages call it: a file, or where a server is. No password is in it. */
    String name();

    /** Whether the database is known to be gone; a server's is asked when it is opened. What belonged to one that is gone is removed. */
    boolean missing() throws IOException;

    /**
     * Opens it for writing; an empty one if there is none.
     *
     * @throws JournalException.JournalInUse when somebody else writes there
     * @throws JournalException.JournalFailed when it cannot be reached
     * @throws JournalException.JournalDamaged when it is no database
     */
    JournalDatabase open();

    /** Opens one that is there and changes nothing in it. Throws as {@link #open} does. */
    JournalDatabase openReadOnly();
}
