package orca.runtime.journal;

/**
 * A {@link Journal} in a PostgreSQL database, beside those of other actors; its head file stays with the actor. So a database
 * that was put back from a copy shows here as well.
 */
public final class PostgresJournal extends DatabaseJournal {
    private final Opening opening;
    private final boolean afterAnother;

    /** @see DatabaseJournal */
    public PostgresJournal(JournalFiles files, PostgresStore store, RecordCodec codec, long keptGroups) {
        this(files, store, codec, Retention.of(keptGroups), false);
    }

    /** @param afterAnother whether somebody else may have written it last: then its epoch is raised */
    public PostgresJournal(
            JournalFiles files, PostgresStore store, RecordCodec codec, Retention retention, boolean afterAnother) {
        this(files, store, codec, retention, new Opening(files, store.name(), codec), afterAnother);
    }

    /** @param opening goes on from what it has been told */
    PostgresJournal(JournalFiles files, PostgresStore store, RecordCodec codec, Retention retention, Opening opening,
            boolean afterAnother) {
        super(files, store, codec, retention);
        this.opening = opening;
        this.afterAnother = afterAnother;
    }

    @Override
    Opening opening() {
        return opening;
    }

    @Override
    boolean afterAnother() {
        return afterAnother;
    }
}
