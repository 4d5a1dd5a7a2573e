package orca.cli.verb;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.concurrent.Callable;
import orca.cli.connect.Exit;
import orca.cli.connect.Failure;
import orca.cli.output.Format;
import orca.cli.screen.Terminal;
import orca.wire.backup.BackupFile;
import orca.wire.backup.BackupManifest;
import orca.wire.management.Download;
import orca.wire.management.ManagementClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Fetches a backup of a running container into a file here, and reads it back. */
@Command(name = "backup", sortOptions = false, description = {
    "Write a backup of a running container: each actor's journal as it is now, in one file, here.",
    "Nothing stops meanwhile. Keys, the configuration and the address book are not in it: keep them besides."}, footer = {
    "", "Then: orca journal verify FILE, and on another host orca journal restore FILE CONFIGURATION. See docs/journals.md."})
final class Backup implements Callable<Integer> {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    @Parameters(index = "0", arity = "0..1", paramLabel = "FILE", description =
            "Where to; there must be nothing yet. Default: orca-TIME.backup here.")
    private Path file;

    @Mixin
    private final Asking asking;

    Backup(Terminal terminal) {
        asking = new Asking(terminal);
    }

    @Override
    public Integer call() {
        Terminal terminal = asking.terminal();
        Path to = terminal.folder().resolve(file == null ? Path.of("orca-" + STAMP.format(terminal.now()) + ".backup") : file)
                .normalize();
        if (Files.exists(to)) {
            throw new Failure(Exit.USAGE, "FILE: there is something already: " + to);
        }
        // Under its own name it is never seen half written.
        Path part = to.resolveSibling(to.getFileName() + ".part");
        try {
            boolean whole = false;
            try {
                fetch(asking.client(), part);
                BackupManifest manifest = checked(part);
                Files.move(part, to, StandardCopyOption.ATOMIC_MOVE);
                sync(to.toAbsolutePath().getParent());
                whole = true;
                tell(manifest, to);
            } finally {
                if (!whole) {
                    Files.deleteIfExists(part);
                }
            }
        } catch (FileAlreadyExistsException e) {
            throw new Failure(Exit.TROUBLE, "another backup is being written to " + part, "remove it if none is");
        } catch (IOException e) {
            throw new Failure(Exit.TROUBLE, "there is no backup: " + (e instanceof BackupFile.Flawed ? e.getMessage() : e));
        }
        return Exit.OK.code();
    }

    private static void fetch(ManagementClient client, Path part) throws IOException {
        Set<StandardOpenOption> made = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        // What guests lease is nobody else's business.
        FileAttribute<?>[] mine = FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))}
                : new FileAttribute<?>[0];
        try (FileChannel channel = FileChannel.open(part, made, mine)) {
            try (OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16)) {
                Download.backup(client, out);
                out.flush();
                channel.force(true);
            }
        }
    }

    private static BackupManifest checked(Path part) throws IOException {
        try (BackupFile backup = new BackupFile(part)) {
            backup.check();
            return backup.manifest();
        }
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private void tell(BackupManifest manifest, Path to) throws IOException {
        if (asking.format() == Format.NAME) {
            asking.terminal().say(to.toString());
        } else if (!asking.wrote(manifest)) {
            Terminal terminal = asking.terminal();
            manifest.actors().forEach(part -> terminal.say(part.role() + " " + part.name() + ": " + (part.last() == 0
                    ? "nothing written yet" : "up to group " + part.last() + " of "
                            + part.stampedAt().map(terminal.moments()::at).orElse("before") + ", epoch " + part.epoch())));
            terminal.say(to + ": " + Files.size(to) + " bytes, read back and as it was sent.");
            terminal.note(terminal.typed("keep besides: the configuration, the keys and the address book, handlers and their"
                    + " images. 'orca journal verify' reads each record of it"));
        }
    }
}
