package orca.runtime.journal;

/**
 * A {@link Journal} in a PostgreSQL database, beside those of other actors; its head file stays with the actor. So a database
 * that was put back from a copy shows here as well.
 */
public final class PostgresJournal extends DatabaseJournal {
    /** @see DatabaseJournal */
    public PostgresJournal(JournalFiles files, PostgresPlace place, RecordCodec codec, long keptGroups) {
        super(files, new PostgresStore(place, files.actor()), codec, keptGroups);
    }
}
