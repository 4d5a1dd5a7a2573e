package orca.runtime.container;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import orca.runtime.config.ConfigFile;
import orca.runtime.hosting.HostingException;
import orca.runtime.hosting.JournalPlaces;
import orca.runtime.journal.JournalCheck;
import orca.runtime.journal.JournalCopy;
import orca.wire.backup.BackupFile;
import orca.wire.backup.BackupManifest;
import orca.wire.time.WallClock;

/**
 * {@code orca journal restore}: makes the journals of a container out of a backup, where there are none. Each actor will know
 * that it has lost what came after the backup.
 */
final class Restoring {
    private Restoring() {}

    /** The exit code, as the help of {@link JournalVerb} says. */
    static int run(Path file, String where, PrintStream out) {
        Path to = Path.of(where);
        Optional<ConfigFile> configuration = Files.isRegularFile(to) ? Optional.of(ConfigFile.read(to)) : Optional.empty();
        Path folder = configuration.map(ConfigFile::folder).orElse(to.toAbsolutePath().normalize());
        JournalPlaces places = configuration.map(JournalPlaces::of)
                .orElseGet(() -> JournalPlaces.embedded(folder.resolve("journals")));
        try (BackupFile backup = new BackupFile(file)) {
            BackupManifest manifest = backup.manifest();
            if (manifest.actors().stream().anyMatch(BackupManifest.Part::dropped)) {
                throw new HostingException(file + " is no backup: it holds what a journal dropped, and no actor can go on from"
                        + " that; 'orca journal show' reads it");
            }
            configuration.ifPresent(config -> fits(manifest, config));
            backup.check();
            FolderLock lock = FolderLock.take(folder);
            try {
                for (BackupManifest.Part part : manifest.actors()) {
                    if (JournalCopy.taken(places.store(part.name()))) {
                        throw new HostingException("where: there is a journal of '" + part.name() + "' already, "
                                + places.store(part.name()).name()
                                + "; nothing was restored. Use another folder, or move it away");
                    }
                }
                boolean sound = true;
                for (BackupManifest.Part part : manifest.actors()) {
                    restore(backup, part, places, out);
                    JournalCheck.Report report = JournalVerb.check(places, part.name());
                    sound &= JournalVerb.told(part.name(), report, out) && same(part, report, out);
                }
                notes(manifest, configuration, out);
                return sound ? 0 : Main.DIFFERS;
            } finally {
                lock.close();
            }
        } catch (BackupFile.Flawed e) {
            out.println(e.getMessage());
            return Main.DIFFERS;
        } catch (IOException e) {
            throw new HostingException(file + " cannot be restored: " + e, e);
        } catch (IllegalArgumentException e) {
            throw new HostingException("where: " + e.getMessage() + ". Use another folder, or move it away", e);
        }
    }

    /** An actor that the configuration does not name would be restored for nobody. */
    private static void fits(BackupManifest manifest, ConfigFile configuration) {
        List<String> odd = new ArrayList<>();
        for (BackupManifest.Part part : manifest.actors()) {
            Optional<String> role = SaidJournals.role(configuration.config(), part.name()).map(SaidJournals::word);
            if (!role.equals(Optional.of(part.role()))) {
                odd.add("'" + part.name() + "' is " + role.map(r -> "a " + r).orElse("not") + " in " + configuration.path()
                        + ", in the backup a " + part.role());
            }
        }
        if (!odd.isEmpty()) {
            throw new SaidJournals.Unsaid("the configuration does not fit the backup: " + String.join("; ", odd)
                    + "; nothing was restored");
        }
    }

    private static void restore(BackupFile backup, BackupManifest.Part part, JournalPlaces places, PrintStream out)
            throws IOException {
        Instant made = backup.manifest().madeAt();
        long epoch = epoch(part.epoch(), made, WallClock.utc().instant());
        try (InputStream in = backup.stream(part)) {
            JournalCopy.restore(places.files(part.name()), places.store(part.name()), in, epoch,
                    "it was restored from the backup of " + made + ", which reaches to group " + part.last()
                            + "; what it decided later is lost to it");
        }
        out.println(part.name() + ": restored up to group " + part.last()
                + part.stampedAt().map(at -> " of " + at).orElse("") + "; epoch " + epoch + " begins");
    }

    /**
     * An epoch that no life has had, whatever became of the actor after the backup: raising one takes a restart, and that more
     * than a second, so that there cannot have been more of them than seconds.
     */
    static long epoch(long before, Instant made, Instant now) {
        return before + 1 + Math.max(0, Duration.between(made, now).toSeconds());
    }

    /** Whether what lies there now is what was in the container. */
    static boolean same(BackupManifest.Part part, JournalCheck.Report report, PrintStream out) {
        boolean same = report.last() == part.last() && report.records() == part.records() && report.hash().equals(part.hash());
        if (!same) {
            out.println("  it ends with group " + report.last() + ", hash " + report.hash() + "; the backup was made of one that"
                    + " ended with group " + part.last() + ", hash " + part.hash());
        }
        return same;
    }

    private static void notes(BackupManifest manifest, Optional<ConfigFile> configuration, PrintStream out) {
        configuration.filter(config -> !config.digest().equals(manifest.configuration())).ifPresent(config ->
                out.println("note: " + config.path() + " is not what the container ran by when the backup was made"));
        configuration.ifPresent(config -> config.config().actors().stream()
                .filter(name -> manifest.actors().stream().noneMatch(part -> part.name().equals(name)))
                .forEach(name -> out.println("note: '" + name + "' is not in the backup, and begins anew")));
        out.println("Not in a backup: keys, address book, handlers and their images. 'orca up' goes on from here; each actor"
                + " asks its peers.");
    }
}
