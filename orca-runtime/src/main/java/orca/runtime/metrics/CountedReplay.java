package orca.runtime.metrics;

import orca.core.journal.Group;
import orca.core.journal.JournalRecord;
import orca.runtime.journal.Journal;

/** What a journal tells, counted as it is told: how things stand in it, and not what happened once. */
record CountedReplay(Journal.Replay into, Census census) implements Journal.Replay {
    @Override
    public void begin(long epoch) {
        census.reset();
        into.begin(epoch);
    }

    @Override
    public void snapshot(JournalRecord record) {
        into.snapshot(record);
        census.remembered(record);
    }

    @Override
    public void group(Group group) {
        into.group(group);
        group.records().forEach(census::remembered);
    }
}
