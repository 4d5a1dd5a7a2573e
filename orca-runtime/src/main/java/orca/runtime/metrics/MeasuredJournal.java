package orca.runtime.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import orca.core.journal.Group;
import orca.core.journal.JournalRecord;
import orca.runtime.journal.Journal;
import orca.runtime.journal.JournalCheck;
import orca.runtime.journal.JournalCopy;

/** A journal whose commits are timed, and whose records are counted once they are durable. */
final class MeasuredJournal implements Journal {
    private final Journal journal;
    private final Census census;
    private final Meters meters;

    MeasuredJournal(Journal journal, Census census, Meters meters) {
        this.journal = journal;
        this.census = census;
        this.meters = meters;
    }

    /**
     * What is measured of all journals of one actor.
     *
     * @param failures commits that did not become durable, as far as the actor knows
     */
    record Meters(Timer commits, Timer snapshots, Timer openings, Counter failures) {}

    @Override
    public Recovered open(Replay into, boolean acceptLoss) {
        census.reset();
        long began = System.nanoTime();
        Recovered recovered = journal.open(new Replay() {
            @Override
            public void begin(long epoch) {
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
        }, acceptLoss);
        meters.openings().record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
        return recovered;
    }

    @Override
    public void append(List<Group> groups) {
        long began = System.nanoTime();
        boolean durable = false;
        try {
            journal.append(groups);
            durable = true;
        } finally {
            if (!durable) {
                meters.failures().increment();
            }
        }
        meters.commits().record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
        groups.forEach(census::committed);
    }

    @Override
    public void snapshot(long sequence, Iterator<? extends JournalRecord> records) {
        long began = System.nanoTime();
        journal.snapshot(sequence, records);
        meters.snapshots().record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
    }

    @Override
    public void forEach(long fromSequence, long throughSequence, Consumer<? super Group> visitor) {
        journal.forEach(fromSequence, throughSequence, visitor);
    }

    @Override
    public JournalCopy.Copied copy(OutputStream out) throws IOException {
        return journal.copy(out);
    }

    @Override
    public JournalCheck.Report check() {
        return journal.check();
    }

    @Override
    public void close() {
        journal.close();
    }
}
