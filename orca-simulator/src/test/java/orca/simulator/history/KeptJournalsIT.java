package orca.simulator.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.stream.Stream;
import orca.core.actor.Actor;
import orca.runtime.hosting.PastActor;
import orca.runtime.journal.DatabaseJournal;
import orca.runtime.journal.H2Store;
import orca.runtime.journal.JournalCheck;
import orca.runtime.journal.JournalCopy;
import orca.runtime.journal.JournalFiles;
import orca.runtime.journal.JournalReading;
import orca.runtime.journal.PostgresJournal;
import orca.runtime.journal.PostgresPlace;
import orca.runtime.journal.PostgresStore;
import orca.simulator.federation.KeptStory;
import orca.testkit.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same as {@link KeptJournalsTest} in a real PostgreSQL, whose schemas are those of the version that kept them. */
@Tag("databases")
@Timeout(300)
class KeptJournalsIT {
    private static final int WAKES = 2_000;
    private static PostgresServer server;

    @TempDir
    private Path temp;

    @BeforeAll
    static void start(@TempDir Path ground) throws Exception {
        server = PostgresServer.start();
        KeptMaking.ifWished();
        if (KeptSet.rewriting()) {
            KeptSet set = KeptSet.rewritable();
            Path folder = set.copied(ground.resolve("journals"));
            for (KeptSet.Kept kept : set.actors()) {
                JournalFiles files = new JournalFiles(folder, kept.name());
                JournalCopy.copy(files, new H2Store(files), store(kept));
            }
            KeptSet.write(set.dump(), server.dump("orca-*"));
            clear(set);
        }
    }

    @AfterAll
    static void end() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    static Stream<KeptSet> versions() throws Exception {
        return KeptSet.all();
    }

    private static PostgresStore store(KeptSet.Kept kept) {
        return new PostgresStore(server.at(PostgresPlace::new), kept.name());
    }

    private static void clear(KeptSet set) throws Exception {
        for (KeptSet.Kept kept : set.actors()) {
            server.sql("DROP SCHEMA IF EXISTS \"orca-" + kept.name() + "\" CASCADE");
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void schemasOfEachVersionAreBroughtUpToDateAndTheirActorsGoOn(KeptSet set) throws Exception {
        assertThat(set.dump()).as("made by: %s", KeptSet.COMMAND).exists();
        Path folder = set.copied(temp.resolve("journals"));
        put(set);
        try {
            for (KeptSet.Kept kept : set.actors()) {
                JournalFiles files = new JournalFiles(folder, kept.name());
                KeptWaking.assertSound(kept, files, store(kept));
                Actor actor = KeptStory.born(kept.role(), kept.self(), 1);
                try (JournalReading reading = JournalReading.open(files, store(kept)).orElseThrow()) {
                    reading.replay(kept.codec(), kept.part().stampedAt().orElseThrow(), PastActor.into(actor));
                }
                KeptSet.assertMeans(set.state(kept.name()), actor, kept.codec());
                long more = KeptWaking.goOn(kept,
                        new PostgresJournal(files, store(kept), kept.codec(), DatabaseJournal.KEEP_ALL), WAKES);
                assertThat(more).as("groups that %s decides next", kept.name()).isPositive();
                JournalCheck.Report report = JournalCheck.check(files, store(kept), kept.codec());
                assertThat(report.findings()).isEmpty();
                assertThat(report.last()).isEqualTo(kept.part().last() + more);
            }
        } finally {
            clear(set);
        }
    }

    private static void put(KeptSet set) throws Exception {
        try {
            server.sql(KeptSet.read(set.dump()));
        } catch (SQLException e) {
            throw new AssertionError("the dump of " + set + " cannot be put back", e);
        }
    }
}
