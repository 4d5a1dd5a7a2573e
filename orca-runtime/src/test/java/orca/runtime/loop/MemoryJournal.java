package orca.runtime.loop;

import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import orca.core.journal.Group;
import orca.core.journal.JournalRecord;
import orca.runtime.journal.Journal;
import orca.runtime.journal.JournalCheck;
import orca.runtime.journal.JournalCopy;
import orca.runtime.journal.JournalFiles;

/** The disk of a test: outlives the journal objects that write to it, fails when told, and can be held while it syncs. */
final class MemoryJournal implements Journal {
    /** What survives. */
    static final class Disk {
        final List<Group> groups = new ArrayList<>();
        final List<List<JournalRecord>> snapshots = new ArrayList<>();
        final AtomicInteger failures = new AtomicInteger();
        final AtomicInteger opened = new AtomicInteger();
        long snapshotSequence;
        volatile Optional<RuntimeException> openFailure = Optional.empty();
        volatile CountDownLatch gate = new CountDownLatch(0);
        volatile CountDownLatch atGate = new CountDownLatch(1);

        MemoryJournal journal() {
            return new MemoryJournal(this);
        }

        void hold() {
            atGate = new CountDownLatch(1);
            gate = new CountDownLatch(1);
        }

        synchronized int size() {
            return groups.size();
        }
    }

    /** Stands for a sync that failed. */
    static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1;

        Broken() {
            super("the disk is full");
        }
    }

    private final Disk disk;

    private MemoryJournal(Disk disk) {
        this.disk = disk;
    }

    @Override
    public Recovered open(Replay into, boolean acceptLoss) {
        disk.opened.incrementAndGet();
        if (disk.openFailure.isPresent()) {
            throw disk.openFailure.get();
        }
        into.begin(1);
        synchronized (disk) {
            if (!disk.snapshots.isEmpty()) {
                disk.snapshots.get(disk.snapshots.size() - 1).forEach(into::snapshot);
            }
            disk.groups.stream().filter(g -> g.sequence() > disk.snapshotSequence).forEach(into::group);
            Instant stamp = disk.groups.isEmpty() ? Instant.EPOCH : disk.groups.get(disk.groups.size() - 1).stampedAt();
            return new Recovered(disk.groups.size(), "", 1, stamp, disk.snapshotSequence, false, List.of());
        }
    }

    @Override
    public void append(List<Group> groups) {
        disk.atGate.countDown();
        try {
            disk.gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (disk.failures.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            throw new Broken();
        }
        synchronized (disk) {
            disk.groups.addAll(groups);
        }
    }

    @Override
    public void snapshot(long sequence, Iterator<? extends JournalRecord> records) {
        List<JournalRecord> image = new ArrayList<>();
        records.forEachRemaining(image::add);
        synchronized (disk) {
            disk.snapshots.add(image);
            disk.snapshotSequence = sequence;
        }
    }

    @Override
    public void forEach(long fromSequence, long throughSequence, Consumer<? super Group> visitor) {
        synchronized (disk) {
            disk.groups.stream().filter(g -> g.sequence() >= fromSequence && g.sequence() <= throughSequence).forEach(visitor);
        }
    }

    @Override
    public JournalCopy.Copied copy(OutputStream out) {
        throw new IllegalStateException("what is in memory is not copied");
    }

    @Override
    public JournalCheck.Report check() {
        long last = disk.size();
        JournalFiles nowhere = new JournalFiles(Path.of("memory"), "memory");
        return new JournalCheck.Report(nowhere, Math.min(1, last), last, last, last, "", List.of());
    }

    @Override
    public void close() {}
}
