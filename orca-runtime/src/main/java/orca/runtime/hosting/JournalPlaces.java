package orca.runtime.hosting;

import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.runtime.config.ConfigFile;
import orca.runtime.config.JournalConfig;
import orca.runtime.journal.H2Store;
import orca.runtime.journal.Journal;
import orca.runtime.journal.FollowedJournal;
import orca.runtime.journal.H2Journal;
import orca.runtime.journal.JournalFiles;
import orca.runtime.journal.JournalStore;
import orca.runtime.journal.Leadership;
import orca.runtime.journal.PostgresJournal;
import orca.runtime.journal.PostgresPlace;
import orca.runtime.journal.PostgresStore;
import orca.runtime.journal.RecordCodec;
import orca.runtime.journal.Retention;

/** Where each actor of one container has its journal, and the one place that knows which database that is. */
public final class JournalPlaces {
    private final Path journals;
    private final Optional<PostgresPlace> server;
    private final Map<String, JournalStore> stores = new LinkedHashMap<>();
    private volatile boolean afterAnother;

    private JournalPlaces(Path journals, Optional<PostgresPlace> server) {
        this.journals = journals.toAbsolutePath().normalize();
        this.server = server;
    }

    /** H2 databases in the folder {@code journals}. */
    public static JournalPlaces embedded(Path journals) {
        return new JournalPlaces(journals, Optional.empty());
    }

    /**
     * As {@code file} says.
     *
     * @throws HostingException when its password cannot be read
     */
    public static JournalPlaces of(ConfigFile file) {
        JournalConfig said = file.config().journal();
        Path base = file.path().toAbsolutePath().getParent();
        JournalPlaces places = new JournalPlaces(file.folder().resolve("journals"), said.url().map(url -> new PostgresPlace(
                url, said.user().orElseThrow(), said.passwordFile()
                        .map(name -> SecretFile.read("journal.password-file", base.resolve(name))).orElse(""))));
        file.config().actors().forEach(places::store);
        return places;
    }

    /** The folder of the head files, and of the databases when they are embedded. */
    public Path folder() {
        return journals;
    }

    /** Whether the databases are files in the folder. */
    public boolean embedded() {
        return server.isEmpty();
    }

    public JournalFiles files(String actor) {
        return new JournalFiles(journals, actor);
    }

    /** The database of {@code actor}; the same object each time, so that its lives know one another. */
    public synchronized JournalStore store(String actor) {
        try {
            return stores.computeIfAbsent(actor, a -> server.<JournalStore>map(place -> new PostgresStore(place, a))
                    .orElseGet(() -> new H2Store(files(a))));
        } catch (IllegalArgumentException e) {
            throw new HostingException("'" + actor + "' can have no journal there: " + e.getMessage(), e);
        }
    }

    /** A journal of {@code actor} that is not open yet. */
    public Journal journal(String actor, RecordCodec codec, Retention retention) {
        return switch (store(actor)) {
            case H2Store h2 -> new H2Journal(h2.files(), codec, retention);
            case PostgresStore postgres -> new PostgresJournal(files(actor), postgres, codec, retention, afterAnother);
        };
    }

    /** The journal of {@code actor} while another container writes it; only a server's can be had. */
    public Optional<FollowedJournal> followed(String actor, RecordCodec codec, Retention retention) {
        return store(actor) instanceof PostgresStore postgres
                ? Optional.of(new FollowedJournal(files(actor), postgres, codec, retention)) : Optional.empty();
    }

    /** Which container leads the {@code actors}, where several could. @param node tells this one from others */
    public Optional<Leadership> leadership(Collection<String> actors, String node) {
        List<PostgresStore> all = actors.stream().map(this::store).filter(PostgresStore.class::isInstance)
                .map(PostgresStore.class::cast).toList();
        return all.isEmpty() ? Optional.empty() : Optional.of(new Leadership(all, node));
    }

    /** From now on each opening begins an epoch, for another container has written here before. */
    public void succeed() {
        afterAnother = true;
    }

    /** Where they are, for people: a folder, or a database and who uses it. */
    @Override
    public String toString() {
        return server.map(PostgresPlace::toString).orElse(journals.toString());
    }
}
