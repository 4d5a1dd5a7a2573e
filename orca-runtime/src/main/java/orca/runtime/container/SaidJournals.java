package orca.runtime.container;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import orca.runtime.config.ConfigFile;
import orca.runtime.config.ContainerConfig;
import orca.runtime.config.Vocabulary;
import orca.runtime.hosting.Directory;
import orca.runtime.hosting.HostedActor.Role;
import orca.runtime.hosting.HostingException;
import orca.runtime.hosting.JournalPlaces;
import orca.runtime.hosting.PastActor;
import orca.runtime.journal.JournalCopy;
import orca.runtime.journal.JournalReading;
import orca.wire.backup.BackupFile;
import orca.wire.backup.BackupManifest;
import orca.wire.text.Notation;

/**
 * The journals that somebody speaks of who names a container's configuration file, a folder, or a backup, which is restored to
 * a folder of its own for as long as it is read.
 *
 * @param places where they are
 * @param actors whose
 * @param file the configuration, when that was named
 * @param backup what the backup says of itself, when one was named
 */
public record SaidJournals(JournalPlaces places, TreeSet<String> actors, Optional<ConfigFile> file,
        Optional<BackupManifest> backup) implements AutoCloseable {
    /** Where journals are when nobody says where. */
    public static final String USUAL = "orca-data";
    /** A journal is known by either of these, so that one of which the other is gone is not overlooked. */
    private static final List<String> ENDINGS = List.of(".mv.db", ".head");

    /** What was said cannot be done as it was said; the message says why. */
    public static final class Unsaid extends RuntimeException {
        private static final long serialVersionUID = 1;

        public Unsaid(String message) {
            super(message);
        }
    }

    /** A backup is not what was written; the message says what. */
    public static final class Flawed extends RuntimeException {
        private static final long serialVersionUID = 1;

        Flawed(String message) {
            super(message);
        }
    }

    /** @throws Unsaid when there are none */
    public static SaidJournals of(String word) {
        Path path = Path.of(word);
        if (Files.isRegularFile(path) && BackupFile.looksLikeOne(path)) {
            return unpacked(path);
        }
        Optional<ConfigFile> file = Files.isRegularFile(path) ? Optional.of(ConfigFile.read(path)) : Optional.empty();
        JournalPlaces places = file.map(JournalPlaces::of).orElseGet(() -> folder(path));
        TreeSet<String> actors = new TreeSet<>();
        if (places.embedded()) {
            actors.addAll(actors(places.folder()));
        } else {
            actors.addAll(file.orElseThrow().config().actors());
        }
        if (actors.isEmpty()) {
            throw new Unsaid("there is no journal in " + places.folder() + "; name the folder of a container");
        }
        return new SaidJournals(places, actors, file, Optional.empty());
    }

    private static SaidJournals unpacked(Path path) {
        try (BackupFile backup = new BackupFile(path)) {
            backup.check();
            SaidJournals said = new SaidJournals(JournalPlaces.embedded(Files.createTempDirectory("orca-backup")),
                    new TreeSet<>(), Optional.empty(), Optional.of(backup.manifest()));
            boolean whole = false;
            try {
                for (BackupManifest.Part part : backup.manifest().actors()) {
                    try (InputStream in = backup.stream(part)) {
                        JournalCopy.restore(said.places.files(part.name()), said.places.store(part.name()), in, part.epoch(),
                                "it is read out of a backup");
                    }
                    said.actors.add(part.name());
                }
                whole = true;
                return said;
            } finally {
                if (!whole) {
                    said.close();
                }
            }
        } catch (BackupFile.Flawed e) {
            throw new Flawed(e.getMessage());
        } catch (IOException e) {
            throw new HostingException(path + " cannot be read: " + e, e);
        }
    }

    /** Where the journals of {@code word} would be, whether or not there are any. */
    static JournalPlaces places(String word) {
        Path path = Path.of(word);
        return Files.isRegularFile(path) ? JournalPlaces.of(ConfigFile.read(path)) : folder(path);
    }

    private static JournalPlaces folder(Path path) {
        return JournalPlaces.embedded(Files.isDirectory(path.resolve("journals")) ? path.resolve("journals") : path);
    }

    private static TreeSet<String> actors(Path journals) {
        TreeSet<String> actors = new TreeSet<>();
        try (Stream<Path> files = Files.list(journals)) {
            files.map(file -> file.getFileName().toString()).forEach(name -> ENDINGS.stream().filter(name::endsWith)
                    .map(ending -> name.substring(0, name.length() - ending.length()))
                    .filter(actor -> actor.matches("[a-z0-9][a-z0-9._-]*")).forEach(actors::add));
        } catch (IOException e) {
            throw new Unsaid("there is no folder " + journals + " to read journals from; name the folder of a container");
        }
        return actors;
    }

    /** The same for the one called {@code actor}. @throws Unsaid when it is not among them */
    public SaidJournals only(String actor) {
        if (!actors.contains(actor)) {
            throw new Unsaid("actor: there is no journal of '" + actor + "' in " + places + ", only of "
                    + String.join(", ", actors));
        }
        return new SaidJournals(places, new TreeSet<>(List.of(actor)), file, backup);
    }

    /** Opens the journal of {@code actor}; empty when nothing was ever written. */
    public Optional<JournalReading> open(String actor) {
        return JournalReading.open(places.files(actor), places.store(actor));
    }

    /** What {@code actor} is: as the configuration says, else as its records do, for a journal does not say whose it is. */
    public Role role(String actor, JournalReading reading) {
        Optional<Role> said = file.flatMap(f -> role(f.config(), actor)).or(() -> kept(actor));
        return said.or(() -> Stream.of(Role.values()).filter(role -> reading.isOf(PastActor.codec(role))).findFirst())
                .orElseThrow(() -> new Unsaid("the journal of '" + actor + "' is that of no actor that is known here; "
                        + "'orca journal verify' says what is wrong with it"));
    }

    private Optional<Role> kept(String actor) {
        return backup.stream().flatMap(manifest -> manifest.actors().stream()).filter(part -> part.name().equals(actor))
                .flatMap(part -> Stream.of(Role.values()).filter(role -> word(role).equals(part.role()))).findFirst();
    }

    static String word(Role role) {
        return Notation.word(role);
    }

    static Optional<Role> role(ContainerConfig config, String actor) {
        return config.authorities().containsKey(actor) ? Optional.of(Role.AUTHORITY)
                : config.brokers().containsKey(actor) ? Optional.of(Role.BROKER)
                : config.serviceManagers().containsKey(actor) ? Optional.of(Role.SERVICE_MANAGER) : Optional.empty();
    }

    /** Names for principals, where keys and address book can be read; else everybody is called by his hash. */
    public Directory directory() {
        try {
            return file.map(Directory::of).orElseGet(Directory::ofNames);
        } catch (HostingException e) {
            return Directory.ofNames();
        }
    }

    /** The types of the configuration; none where only a folder was named. */
    public Vocabulary vocabulary() {
        return file.map(f -> Vocabulary.of(f.config())).orElseGet(Vocabulary::new);
    }

    /** Removes what a backup was unpacked to; whatever else was named stays. */
    @Override
    public void close() {
        if (backup.isPresent()) {
            try (Stream<Path> all = Files.walk(places.folder())) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
