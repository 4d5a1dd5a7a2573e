package orca.runtime.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import orca.core.journal.Group;
import orca.core.journal.JournalRecord;

/** Remembers what an opening told. */
final class Told implements Journal.Replay {
    long epoch;
    final List<JournalRecord> snapshot = new ArrayList<>();
    final List<Group> groups = new ArrayList<>();

    @Override
    public void begin(long newEpoch) {
        assertThat(epoch).as("told twice").isZero();
        epoch = newEpoch;
    }

    @Override
    public void snapshot(JournalRecord record) {
        snapshot.add(record);
    }

    @Override
    public void group(Group group) {
        groups.add(group);
    }

    /** Everything, in the order told. */
    List<JournalRecord> records() {
        List<JournalRecord> all = new ArrayList<>(snapshot);
        groups.forEach(group -> all.addAll(group.records()));
        return all;
    }
}
