package orca.runtime.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import orca.testkit.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The journal in PostgreSQL, by a real server. */
@Tag("databases")
@Timeout(300)
class PostgresJournalIT extends RetainingJournalContract {
    private static final AtomicInteger TESTS = new AtomicInteger();
    private static PostgresServer server;

    @TempDir
    Path folder;
    private String actor;

    @BeforeAll
    static void start() throws Exception {
        server = PostgresServer.start();
    }

    @AfterAll
    static void end() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void name() {
        actor = "north-" + TESTS.incrementAndGet();
    }

    @Override
    Journal newJournal(Retention retention) {
        return new PostgresJournal(new JournalFiles(folder, actor), store(), TestRecord.codec(), retention, false);
    }

    @Override
    String actor() {
        return actor;
    }

    @Override
    JournalFiles files() {
        return new JournalFiles(folder, actor);
    }

    private static PostgresPlace place() {
        return server.at(PostgresPlace::new);
    }

    @Override
    PostgresStore store() {
        return new PostgresStore(place(), actor);
    }

    private static JournalFiles elsewhere(Path folder, String actor) {
        return new JournalFiles(folder.resolve("elsewhere"), actor);
    }

    @Test
    void whatWasPromisedOutlivesTheServersCrash() throws Exception {
        Journal first = journal();
        first.open(new Told());
        first.append(groups(1, 20));
        server.kill();
        try {
            assertThatThrownBy(() -> first.append(group(21, 21))).isInstanceOf(JournalException.JournalFailed.class);
        } finally {
            server.begin();
        }
        first.close();
        Told told = new Told();
        assertThat(journal().open(told).sequence()).isBetween(20L, 21L);
        assertThat(told.groups.subList(0, 20)).isEqualTo(groups(1, 20));
    }

    @Test
    void whatWasAcknowledgedOutlivesTheProcess() throws Exception {
        Random random = new Random(12);
        JournalFiles files = new JournalFiles(folder, "north");
        long before = 0;
        for (int crash = 0; crash < 4; crash++) {
            long nanos = 1_000_000L + random.nextInt(400_000_000);
            Path output = folder.resolve("output");
            int exit = AppendingChild.run(AppendingChild.command(List.of(), folder, Long.MAX_VALUE, nanos, server.url(),
                    PostgresServer.USER, server.password()), output);
            assertThat(exit).as(Files.readString(output)).isEqualTo(9);
            long acknowledged = AppendingChild.acknowledged(folder);
            assertThat(acknowledged).isGreaterThan(before);
            PostgresStore store = new PostgresStore(place(), "north");
            assertThat(JournalCheck.check(files, store, TestRecord.codec()).findings()).isEmpty();
            Told told = new Told();
            try (Journal journal = new PostgresJournal(files, store, TestRecord.codec(), 20)) {
                Journal.Recovered recovered = journal.open(told);
                assertThat(recovered.sequence()).isBetween(acknowledged, acknowledged + 3);
                assertThat(told.groups).isEqualTo(LongStream.rangeClosed(recovered.snapshotSequence() + 1, recovered.sequence())
                        .mapToObj(AppendingChild::group).toList());
                before = recovered.sequence();
            }
        }
    }

    @Test
    void anotherHostCannotOpenItMeanwhileAndCanAfterwards() {
        Journal first = journal();
        first.open(new Told());
        first.append(group(1, 1));
        try (Journal second = new PostgresJournal(elsewhere(folder, actor), store(), TestRecord.codec(), 10)) {
            assertThatThrownBy(() -> second.open(new Told())).isInstanceOf(JournalException.JournalInUse.class)
                    .hasMessageContaining("orca-" + actor + " in jdbc:postgresql://127.0.0.1:").hasMessageContaining("elsewhere");
        }
        first.append(group(2, 2));
        first.close();
        try (Journal second = new PostgresJournal(elsewhere(folder, actor), store(), TestRecord.codec(), 10)) {
            // Its own head file is not there yet, and an end without a head file is a loss until somebody accepts it.
            assertThatThrownBy(() -> second.open(new Told())).isInstanceOf(JournalException.JournalBehind.class);
        }
    }

    @Test
    void whoeverLosesItsSessionLosesTheJournal() throws Exception {
        Journal first = journal();
        first.open(new Told());
        first.append(group(1, 1));
        server.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'orca % " + actor + "'");
        assertThatThrownBy(() -> first.append(group(2, 2))).isInstanceOf(JournalException.JournalFailed.class)
                .hasMessageContaining("group 2 did not become durable");
        first.close();
        assertThat(journal().open(new Told()).sequence()).isEqualTo(1);
    }

    @Test
    void aJournalIsCopiedThereAndBackAsItIs() {
        JournalFiles files = new JournalFiles(folder, actor);
        try (Journal source = new H2Journal(files, TestRecord.codec(), 0)) {
            source.open(new Told());
            source.append(groups(1, 300));
            source.snapshot(200, IntStream.range(0, 7).mapToObj(TestRecord::promise).iterator());
            source.snapshot(300, IntStream.range(0, 9).mapToObj(TestRecord::promise).iterator());
            source.append(group(301, 1));
        }
        JournalStore h2 = new H2Store(files);
        JournalStore postgres = store();
        assertThat(JournalCopy.copy(files, h2, postgres)).isEqualTo(301);
        JournalCheck.Report before = JournalCheck.check(files, h2, TestRecord.codec());
        JournalCheck.Report after = JournalCheck.check(files, postgres, TestRecord.codec());
        assertThat(before.sound()).as("%s", before.findings()).isTrue();
        assertThat(after).isEqualTo(before);
        assertThat(after.first()).as("what was dropped is not there").isEqualTo(201);
        assertThatThrownBy(() -> JournalCopy.copy(files, h2, postgres)).hasMessageStartingWith("journal.to: there is something");

        Told told = new Told();
        try (Journal journal = journal(0)) {
            assertThat(journal.open(told).snapshotSequence()).isEqualTo(300);
            journal.append(group(302, 2));
        }
        JournalFiles back = new JournalFiles(folder.resolve("back"), actor);
        assertThat(back.folder().toFile().mkdirs()).isTrue();
        JournalStore home = new H2Store(back);
        assertThat(JournalCopy.copy(back, postgres, home)).isEqualTo(302);
        assertThat(JournalCheck.check(back, home, TestRecord.codec()).hash())
                .isEqualTo(JournalCheck.check(files, postgres, TestRecord.codec()).hash());
    }

    @Test
    void aDatabaseThatWasPutBackFromACopyShows() throws Exception {
        Journal first = journal();
        first.open(new Told());
        first.append(groups(1, 5));
        first.close();
        server.sql("DELETE FROM \"orca-" + actor + "\".journal_group WHERE sequence > 3");
        assertThatThrownBy(() -> journal().open(new Told())).isInstanceOf(JournalException.JournalBehind.class)
                .hasMessageContaining("groups 4 to 5 were durable once and are lost");
        assertThat(journal().open(new Told(), true).epoch()).isEqualTo(2);
    }

    @Test
    void whatCannotBeReachedIsASentenceWithoutThePassword() {
        PostgresPlace nowhere = new PostgresPlace("jdbc:postgresql://127.0.0.1:1/none", "orca", "geheim");
        PostgresPlace noDatabase = new PostgresPlace(server.url().replace("/postgres", "/none"), "orca", server.password());
        PostgresPlace stranger = new PostgresPlace(server.url(), "orca", "geheim");
        assertThatThrownBy(() -> open(nowhere)).isInstanceOf(JournalException.JournalAway.class)
                .hasMessageStartingWith("journal orca-" + actor + " in jdbc:postgresql://127.0.0.1:1/none cannot be reached: ")
                .hasMessageNotContaining("geheim");
        assertThatThrownBy(() -> open(noDatabase)).isInstanceOf(JournalException.JournalAway.class)
                .hasMessageContaining("database \"none\" does not exist").hasMessageNotContaining(server.password());
        assertThatThrownBy(() -> open(stranger)).isInstanceOf(JournalException.JournalAway.class)
                .hasMessageContaining("password authentication failed for user \"orca\"").hasMessageNotContaining("geheim");
        assertThatThrownBy(() -> new PostgresPlace("jdbc:h2:x", "orca", ""))
                .hasMessageContaining("must begin with jdbc:postgresql:");
        assertThatThrownBy(() -> new PostgresPlace("jdbc:postgresql://h/d?password=x", "orca", ""))
                .hasMessageContaining("no user and no password").hasMessageNotContaining("=x");
        assertThat(stranger.toString()).doesNotContain("geheim");
        assertThat(new PostgresStore(stranger, actor).toString()).doesNotContain("geheim");
        assertThatThrownBy(() -> new PostgresStore(stranger, "a".repeat(59))).hasMessageContaining("at most 58 characters");
    }

    private void open(PostgresPlace place) {
        try (Journal journal = new PostgresJournal(
                new JournalFiles(folder, actor), new PostgresStore(place, actor), TestRecord.codec(), 10)) {
            journal.open(new Told());
        }
    }

    @Test
    void whoMayMakeNoSchemaIsToldSo() throws Exception {
        server.sql("CREATE ROLE guest LOGIN PASSWORD 'g'");
        assertThatThrownBy(() -> open(new PostgresPlace(server.url(), "guest", "g")))
                .isInstanceOf(JournalException.JournalFailed.class)
                .hasMessageContaining("its tables cannot be made: ERROR: permission denied for database postgres");
    }

    @Test
    void aServerThatDoesNotSyncKeepsNoJournal() throws Exception {
        server.sql("ALTER SYSTEM SET fsync = off");
        server.kill();
        server.begin();
        try {
            assertThatThrownBy(() -> open(place())).isInstanceOf(JournalException.JournalFailed.class)
                    .hasMessageContaining("fsync: must be on at its server");
        } finally {
            server.sql("ALTER SYSTEM RESET fsync");
            server.kill();
            server.begin();
        }
        open(place());
    }

    @Test
    void aWriterWhoseEpochIsOverWritesNothingMore() throws Exception {
        Journal first = journal();
        first.open(new Told());
        first.append(groups(1, 3));
        server.sql("UPDATE \"orca-" + actor + "\".journal_meta SET epoch = epoch + 1");
        assertThatThrownBy(() -> first.append(group(4, 1))).isInstanceOf(JournalException.JournalFailed.class)
                .hasMessageContaining("the database has granted another epoch than 1");
        first.close();
        try (JournalDatabase database = store().openReadOnly(); JournalTables tables = database.tables()) {
            assertThat(tables.last().orElseThrow().sequence()).isEqualTo(3);
        }
    }

    @Test
    void aLifeThatLeftASessionBehindTakesItsLockBackAndNobodyElseDoes() throws Exception {
        PostgresStore mine = store();
        Journal first = new PostgresJournal(new JournalFiles(folder, actor), mine, TestRecord.codec(), 10);
        first.open(new Told());
        first.append(group(1, 1));
        // As after a broken line: the server still believes in the session.
        try (JournalDatabase stranger = opened(store())) {
            assertThat(stranger).as("another sign").isNull();
        }
        first.append(group(2, 1));
        try (JournalDatabase next = opened(mine)) {
            assertThat(next).isNotNull();
            assertThatThrownBy(() -> first.append(group(3, 1))).isInstanceOf(JournalException.JournalFailed.class);
        }
        first.close();
        assertThat(journal().open(new Told()).sequence()).isEqualTo(2);
    }

    private static JournalDatabase opened(PostgresStore store) {
        try {
            return store.open();
        } catch (JournalException.JournalInUse e) {
            return null;
        }
    }

    @Test
    void aCopyThatDidNotComeToItsEndIsNoJournalAndIsMadeAgain() throws Exception {
        JournalFiles files = new JournalFiles(folder, actor);
        try (Journal source = new H2Journal(files, TestRecord.codec(), H2Journal.KEEP_ALL)) {
            source.open(new Told());
            source.append(groups(1, 40));
        }
        JournalStore postgres = store();
        JournalCopy.copy(files, new H2Store(files), postgres);
        assertThat(JournalCopy.taken(postgres)).isTrue();
        server.sql("DELETE FROM \"orca-" + actor + "\".journal_meta");
        server.sql("DELETE FROM \"orca-" + actor + "\".journal_group WHERE sequence > 30");
        assertThat(JournalCopy.taken(postgres)).isFalse();
        assertThatThrownBy(() -> journal(10).open(new Told())).isInstanceOf(JournalException.JournalDamaged.class)
                .hasMessageContaining("its own row is missing; perhaps it was copied here, and not to the end");
        assertThat(JournalCopy.copy(files, new H2Store(files), postgres)).isEqualTo(40);
        JournalCheck.Report report = JournalCheck.check(files, postgres, TestRecord.codec());
        assertThat(report.findings()).isEmpty();
        assertThat(report.last()).isEqualTo(40);
    }

    @Test
    void aCopyIsRestoredIntoItAndOpensAsOneThatLostSomething() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        JournalFiles there = elsewhere(folder, actor);
        try (Journal h2 = new H2Journal(there, TestRecord.codec(), H2Journal.KEEP_ALL)) {
            h2.open(new Told());
            h2.append(groups(1, 5));
            h2.copy(out);
        }
        JournalCopy.restore(files(), store(), new ByteArrayInputStream(out.toByteArray()), 9, "it was restored");
        Told told = new Told();
        Journal.Recovered recovered = journal().open(told);
        assertThat(recovered.epoch()).isEqualTo(9);
        assertThat(recovered.lossAccepted()).isTrue();
        assertThat(told.groups).isEqualTo(groups(1, 5));
    }
}
