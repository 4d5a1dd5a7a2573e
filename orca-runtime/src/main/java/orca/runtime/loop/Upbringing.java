package orca.runtime.loop;

import orca.core.actor.Actor;
import orca.core.journal.Group;
import orca.core.journal.JournalRecord;
import orca.runtime.journal.Journal;

/** Makes an actor that knows what its journal tells. */
final class Upbringing implements Journal.Replay {
    private final Birth birth;
    private Actor actor;
    private long snapshotRecords;
    private long groupRecords;

    Upbringing(Birth birth) {
        this.birth = birth;
    }

    @Override
    public void begin(long epoch) {
        actor = birth.born(epoch);
        snapshotRecords = 0;
        groupRecords = 0;
    }

    @Override
    public void snapshot(JournalRecord record) {
        actor.apply(record);
        snapshotRecords++;
    }

    @Override
    public void group(Group group) {
        group.records().forEach(actor::apply);
        groupRecords += group.records().size();
    }

    Actor actor() {
        return actor;
    }

    /** How many records the snapshot had. */
    long snapshotRecords() {
        return snapshotRecords;
    }

    /** How many came after it. */
    long groupRecords() {
        return groupRecords;
    }
}
