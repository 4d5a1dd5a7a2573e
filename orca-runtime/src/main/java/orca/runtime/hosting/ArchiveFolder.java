package orca.runtime.hosting;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import orca.core.contract.Principal;
import orca.runtime.journal.JournalCopy;
import orca.runtime.journal.Retention;
import orca.wire.backup.BackupManifest;
import orca.wire.backup.BackupWriter;
import orca.wire.text.Notation;
import orca.wire.time.WallClock;

/**
 * The groups that one actor's journal dropped, in files of their own, each as a backup of one actor is: what reads backups reads
 * them. A file is called after the actor and its first group.
 */
final class ArchiveFolder implements Retention.Archive {
    private final Path folder;
    private final String actor;
    private final HostedActor.Role role;
    private final Principal self;
    private final String version;
    private final String configuration;

    /** @param configuration the hash of the container's configuration file */
    ArchiveFolder(Path folder, String actor, HostedActor.Role role, Principal self, String version, String configuration) {
        this.folder = folder;
        this.actor = actor;
        this.role = role;
        this.self = self;
        this.version = version;
        this.configuration = configuration;
    }

    @Override
    public void keep(long first, long last, Retention.Source source) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(String.format(Locale.ROOT, "%s-%012d.backup", actor, first));
        Path part = folder.resolve(file.getFileName() + ".part");
        Files.deleteIfExists(part);
        Set<StandardOpenOption> fresh = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        // It says who leased what, as the journal does.
        var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (FileChannel channel = FileChannel.open(part, fresh, owner); OutputStream out = Channels.newOutputStream(channel)) {
            write(out, source);
            channel.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    private void write(OutputStream out, Retention.Source source) throws IOException {
        BackupWriter writer = new BackupWriter(out);
        String entry = BackupManifest.Part.DROPPED + actor;
        JournalCopy.Copied[] copied = new JournalCopy.Copied[1];
        BackupWriter.Written written = writer.add(entry, stream -> copied[0] = source.to(stream));
        JournalCopy.Copied groups = copied[0];
        writer.end(new BackupManifest(BackupManifest.FORMAT, version, WallClock.utc().instant(), configuration,
                List.of(new BackupManifest.Part(actor, Notation.word(role), self.value(), groups.epoch(), groups.first(),
                        groups.last(), Optional.of(groups.stampedAt()), groups.hash(), groups.records(), entry,
                        written.bytes(), written.sha256()))));
    }
}
