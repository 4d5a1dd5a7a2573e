package orca.runtime.journal;

/**
 * A {@link Journal} in an embedded H2 database, one per actor, with its redo file and its head file beside it. COMMIT is followed
 * by {@code CHECKPOINT SYNC}, which {@link AtomicFiles} turns into one synced write of the redo file.
 */
public final class H2Journal extends DatabaseJournal {
    /** @see DatabaseJournal */
    public H2Journal(JournalFiles files, RecordCodec codec, long keptGroups) {
        this(files, codec, keptGroups, H2Database.DISK);
    }

    /** @see DatabaseJournal */
    public H2Journal(JournalFiles files, RecordCodec codec, Retention retention) {
        super(files, new H2Store(files, H2Database.DISK), codec, retention);
    }

    /** With another file system of H2's under it, for tests that cut the power. */
    H2Journal(JournalFiles files, RecordCodec codec, long keptGroups, String fileSystem) {
        super(files, new H2Store(files, fileSystem), codec, Retention.of(keptGroups));
    }
}
