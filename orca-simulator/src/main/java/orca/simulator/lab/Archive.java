package orca.simulator.lab;

import java.nio.file.Path;
import java.time.Instant;
import orca.core.actor.Actor;
import orca.core.journal.Group;
import orca.core.journal.JournalRecord;
import orca.runtime.journal.H2Journal;
import orca.runtime.journal.Journal;
import orca.runtime.journal.JournalFiles;
import orca.runtime.journal.RecordCodec;

/** The durable journal of one actor of a replay, as in production: each group is on the disk before anything of it is said. */
final class Archive implements AutoCloseable {
    private final JournalFiles files;
    private final RecordCodec codec;
    private Journal journal;

    /**
     * A new journal.
     *
     * @param root the family of the actor's records
     */
    Archive(Path folder, String name, Class<? extends JournalRecord> root) {
        this.files = new JournalFiles(folder, name);
        this.codec = RecordCodec.of(root);
        this.journal = new H2Journal(files, codec, H2Journal.KEEP_ALL);
        this.journal.open(new Journal.Replay() {
            @Override
            public void begin(long epoch) {
                if (epoch != 1) {
                    throw new IllegalStateException("journal " + files.database() + ": is not new");
                }
            }

            @Override
            public void snapshot(JournalRecord record) {
                throw new IllegalStateException("journal " + files.database() + ": is not new");
            }

            @Override
            public void group(Group group) {
                throw new IllegalStateException("journal " + files.database() + ": is not new");
            }
        });
    }

    record Restored(Actor actor, long epoch, long sequence, Instant stamp) {}

    void append(Group group) {
        journal.append(group);
    }

    /** Closes it and reads it from the disk, into {@code actor}, which knows nothing yet. */
    Restored reopen(Actor actor) {
        journal.close();
        journal = new H2Journal(files, codec, H2Journal.KEEP_ALL);
        Journal.Recovered recovered = journal.open(new Journal.Replay() {
            @Override
            public void begin(long epoch) {
                // The epoch is told again at the end.
            }

            @Override
            public void snapshot(JournalRecord record) {
                actor.apply(record);
            }

            @Override
            public void group(Group group) {
                group.records().forEach(actor::apply);
            }
        });
        return new Restored(actor, recovered.epoch(), recovered.sequence(), recovered.stampedAt());
    }

    @Override
    public void close() {
        journal.close();
    }
}
