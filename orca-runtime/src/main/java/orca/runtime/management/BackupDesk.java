package orca.runtime.management;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import orca.runtime.hosting.Actors;
import orca.runtime.hosting.HostedActor;
import orca.runtime.journal.JournalCopy;
import orca.runtime.loop.LoopException;
import orca.runtime.loop.LoopStatus;
import orca.wire.backup.BackupManifest;
import orca.wire.backup.BackupWriter;
import orca.wire.management.Problem;
import orca.wire.text.Notation;
import orca.wire.time.WallClock;

/**
 * Writes backups of the container while it runs. Each actor's journal is read on the caller's thread, by a connection of its own,
 * and as it was when its turn came; its actor decides on meanwhile.
 */
final class BackupDesk {
    private final Actors actors;
    private final String version;
    private final String configuration;
    /** One at a time: each reads all there is. */
    private final Semaphore one = new Semaphore(1);

    /** @param configuration the hash of the container's configuration file */
    BackupDesk(Actors actors, String version, String configuration) {
        this.actors = actors;
        this.version = version;
        this.configuration = configuration;
    }

    /** What writes a backup, once it is certain that there is one to write. */
    interface Ready {
        void to(OutputStream out) throws IOException;
    }

    /** Refuses when an actor's journal cannot be read now, for then there would be no whole backup. */
    Ready ready() {
        for (HostedActor actor : actors.all()) {
            LoopStatus status = actor.loop().status();
            if (status.state() != LoopStatus.State.RUNNING) {
                throw new LoopException(LoopException.Kind.STOPPED, "'" + actor.name() + "' does not run, so its journal cannot"
                        + " be copied: " + status.reason());
            }
        }
        return this::write;
    }

    private void write(OutputStream out) throws IOException {
        if (!one.tryAcquire()) {
            throw new ApiException(Problem.Kind.BUSY, "another backup is being written; try again when it is done");
        }
        try {
            Instant begun = WallClock.utc().instant();
            BackupWriter writer = new BackupWriter(out);
            List<BackupManifest.Part> parts = new ArrayList<>();
            for (HostedActor actor : actors.all()) {
                parts.add(part(actor, writer));
            }
            writer.end(new BackupManifest(BackupManifest.FORMAT, version, begun, configuration, parts));
        } finally {
            one.release();
        }
    }

    private static BackupManifest.Part part(HostedActor actor, BackupWriter writer) throws IOException {
        String entry = "journals/" + actor.name();
        JournalCopy.Copied[] copied = new JournalCopy.Copied[1];
        BackupWriter.Written written = writer.add(entry, out -> copied[0] = actor.loop().journal().copy(out));
        JournalCopy.Copied journal = copied[0];
        return new BackupManifest.Part(actor.name(), Notation.word(actor.role()), actor.principal().value(), journal.epoch(),
                journal.first(), journal.last(), journal.records() == 0 ? Optional.empty() : Optional.of(journal.stampedAt()),
                journal.hash(), journal.records(), entry, written.bytes(), written.sha256());
    }
}
