package orca.runtime.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import orca.core.journal.Group;
import orca.core.journal.JournalRecord;
import orca.runtime.journal.Journal;

/** A journal whose commits are timed, and whose records are counted once they are durable. */
final class MeasuredJournal extends ForwardingJournal {
    private final Census census;
    private final Meters meters;

    MeasuredJournal(Journal journal, Census census, Meters meters) {
        super(journal);
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
        long began = System.nanoTime();
        Recovered recovered = super.open(new CountedReplay(into, census), acceptLoss);
        meters.openings().record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
        return recovered;
    }

    @Override
    public void append(List<Group> groups) {
        long began = System.nanoTime();
        boolean durable = false;
        try {
            super.append(groups);
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
        super.snapshot(sequence, records);
        meters.snapshots().record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
    }
}
