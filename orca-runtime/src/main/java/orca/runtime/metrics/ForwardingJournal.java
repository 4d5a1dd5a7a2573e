package orca.runtime.metrics;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import orca.core.journal.Group;
import orca.core.journal.JournalRecord;
import orca.runtime.journal.Journal;
import orca.runtime.journal.JournalCheck;
import orca.runtime.journal.JournalCopy;

/** The same journal, for who looks at a part of what it does. */
abstract class ForwardingJournal implements Journal {
    private final Journal journal;

    ForwardingJournal(Journal journal) {
        this.journal = journal;
    }

    @Override
    public Recovered open(Replay into, boolean acceptLoss) {
        return journal.open(into, acceptLoss);
    }

    @Override
    public void append(List<Group> groups) {
        journal.append(groups);
    }

    @Override
    public void snapshot(long sequence, Iterator<? extends JournalRecord> records) {
        journal.snapshot(sequence, records);
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
