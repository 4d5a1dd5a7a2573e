package orca.runtime.loop;

import java.util.List;
import java.util.Optional;
import orca.core.actor.Engine;
import orca.core.journal.Group;
import orca.core.journal.JournalRecord;
import orca.runtime.journal.Journal;

/**
 * Decides when a snapshot is due and has it written beside the loop: the image is taken between two groups, its records never
 * change, and so the loop needs not wait for their writing.
 */
final class SnapshotTaker {
    private final Journal journal;
    private final LoopSettings settings;
    private long lastSequence;
    private long imageSize;
    private long recordsSince;
    private Optional<Thread> writing = Optional.empty();
    private volatile Optional<Throwable> failure = Optional.empty();

    SnapshotTaker(Journal journal, LoopSettings settings, long lastSequence, long imageSize, long recordsSince) {
        this.journal = journal;
        this.settings = settings;
        this.lastSequence = lastSequence;
        this.imageSize = imageSize;
        this.recordsSince = recordsSince;
    }

    void committed(Group group) {
        recordsSince += group.records().size();
    }

    long imageSize() {
        return imageSize;
    }

    /** Throws what the last one failed with: a journal that cannot take a snapshot is looked at before it is full. */
    void takeIfDue(Engine engine) {
        if (failure.isPresent()) {
            throw new IllegalStateException("the snapshot failed: " + failure.get().getMessage(), failure.get());
        }
        boolean due = engine.sequence() - lastSequence >= settings.snapshotGroups()
                || recordsSince >= settings.snapshotRecords();
        if (due && recordsSince >= 2 * imageSize && writing.filter(Thread::isAlive).isEmpty()) {
            long sequence = engine.sequence();
            List<JournalRecord> image = image(engine);
            Thread thread = Thread.ofPlatform().name("orca-snapshot")
                    .uncaughtExceptionHandler((ended, e) -> failure = Optional.of(e))
                    .unstarted(() -> journal.snapshot(sequence, image.iterator()));
            writing = Optional.of(thread);
            thread.start();
        }
    }

    /** Takes one now, unless nothing was written since the one before. */
    void takeLast(Engine engine) {
        await();
        if (failure.isEmpty() && engine.sequence() > lastSequence) {
            journal.snapshot(engine.sequence(), image(engine).iterator());
        }
    }

    void await() {
        boolean interrupted = false;
        while (writing.filter(Thread::isAlive).isPresent()) {
            try {
                writing.get().join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private List<JournalRecord> image(Engine engine) {
        List<JournalRecord> image = engine.actor().image();
        lastSequence = engine.sequence();
        imageSize = image.size();
        recordsSince = 0;
        return image;
    }
}
