package orca.runtime.journal;

/**
 * A {@link Journal} in a PostgreSQL database, beside those of other actors; its head file stays with the actor. So a database
 * that was put back from a copy shows here as well.
 */
public final class PostgresJournal extends DatabaseJournal {
    /** @see DatabaseJournal */
    public PostgresJournal(JournalFiles files, PostgresStore store, RecordCodec codec, long keptGroups) {
        super(files, store, codec, keptGroups);
    }
}
