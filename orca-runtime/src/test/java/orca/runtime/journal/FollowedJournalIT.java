package orca.runtime.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import orca.core.journal.Group;
import orca.core.journal.JournalRecord;
import orca.testkit.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two containers and the journal of one actor: the one writes it, the other reads along and takes over. By a real server. */
@Tag("databases")
@Timeout(300)
class FollowedJournalIT {
    private static final AtomicInteger TESTS = new AtomicInteger();
    private static PostgresServer server;

    @TempDir
    Path folder;
    private String actor;
    private Journal leader;
    private FollowedJournal follower;
    private final Tale tale = new Tale();

    /** What a follower is told, which may begin anew. */
    private static final class Tale implements Journal.Replay {
        private Told told = new Told();
        private int beginnings;

        @Override
        public void begin(long epoch) {
            told = new Told();
            told.begin(epoch);
            beginnings++;
        }

        @Override
        public void snapshot(JournalRecord record) {
            told.snapshot(record);
        }

        @Override
        public void group(Group group) {
            told.group(group);
        }
    }

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
    void open() {
        actor = "south-" + TESTS.incrementAndGet();
        leader = new PostgresJournal(at("a"), store(), TestRecord.codec(), 0);
        follower = new FollowedJournal(at("b"), store(), TestRecord.codec(), Retention.of(0));
    }

    @AfterEach
    void close() {
        follower.close();
        leader.close();
    }

    private JournalFiles at(String node) {
        return new JournalFiles(folder.resolve(node), actor);
    }

    private PostgresStore store() {
        return new PostgresStore(server.at(PostgresPlace::new), actor);
    }

    private Leadership leadership(String node) {
        return new Leadership(List.of(store()), node);
    }

    private static List<Group> groups(long from, long through) {
        return LongStream.rangeClosed(from, through).mapToObj(AppendingChild::group).toList();
    }

    @Test
    void whatIsWrittenElsewhereIsToldOnceAndInOrder() {
        assertThat(follower.follow(tale, true)).as("there is no journal").isZero();
        leader.open(new Told());
        leader.append(groups(1, 200));
        assertThat(follower.follow(tale, true)).isEqualTo(200);
        assertThat(follower.follow(tale, true)).isEqualTo(200);
        leader.append(groups(201, 203));
        leader.snapshot(200, IntStream.range(0, 3).mapToObj(TestRecord::promise).iterator());
        leader.append(groups(204, 204));
        assertThat(follower.follow(tale, true)).isEqualTo(204);
        assertThat(tale.told.groups).isEqualTo(groups(1, 204));
        assertThat(tale.told.epoch).as("it would lead in the next epoch").isEqualTo(2);
        assertThat(tale.beginnings).isEqualTo(1);
    }

    @Test
    void whoFellBehindWhatWasDroppedBeginsAnewWithASnapshot() {
        leader.open(new Told());
        leader.append(groups(1, 20));
        follower.follow(tale, true);
        leader.append(groups(21, 40));
        leader.snapshot(30, IntStream.range(0, 3).mapToObj(TestRecord::promise).iterator());
        leader.snapshot(40, IntStream.range(0, 4).mapToObj(TestRecord::promise).iterator());
        leader.append(groups(41, 42));
        assertThat(follower.follow(tale, true)).isEqualTo(42);
        assertThat(tale.beginnings).isEqualTo(2);
        assertThat(tale.told.snapshot).hasSize(4);
        assertThat(tale.told.groups).isEqualTo(groups(41, 42));
    }

    @Test
    void theSuccessorIsToldTheRestAndTheOneBeforeWritesNothingMore() {
        try (Leadership first = leadership("a"); Leadership second = leadership("b")) {
            assertThat(first.take()).contains("");
            leader.open(new Told());
            leader.append(groups(1, 10));
            follower.follow(tale, true);
            leader.append(groups(11, 12));
            assertThat(second.take()).as("somebody leads").isEmpty();
            // The one before is asleep; what it was about to write is written when it wakes, or would be.
            second.depose();
            assertThat(second.take()).contains("a");
            try (Journal successor = follower.successor()) {
                Journal.Recovered recovered = successor.open(tale);
                assertThat(recovered.epoch()).isEqualTo(2);
                assertThat(recovered.sequence()).isEqualTo(12);
                assertThat(tale.beginnings).as("it went on from what it knew").isEqualTo(1);
                assertThat(tale.told.groups).isEqualTo(groups(1, 12));
                assertThatThrownBy(() -> leader.append(AppendingChild.group(13)))
                        .isInstanceOf(JournalException.JournalFailed.class);
                successor.append(new Group(13, 2, AppendingChild.group(13).stampedAt(), AppendingChild.group(13).records()));
                assertThatThrownBy(first::beat).as("its session was ended").isInstanceOf(JournalException.JournalAway.class);
                assertThat(first.beat()).isFalse();
                assertThat(second.beat()).isTrue();
            }
        }
        leader.close();
        Told told = new Told();
        try (Journal back = new PostgresJournal(at("a"), store(), TestRecord.codec(), 0)) {
            assertThat(back.open(told).sequence()).as("the first one's head file is behind, which is no loss").isEqualTo(13);
        }
    }

    @Test
    void anEpochThatBeganElsewhereAndHasNoGroupsYetIsNoFlaw() {
        leader.open(new Told());
        leader.append(groups(1, 3));
        follower.follow(tale, true);
        leader.close();
        try (Journal successor = follower.successor()) {
            assertThat(successor.open(tale).epoch()).isEqualTo(2);
        }
        try (Journal back = new PostgresJournal(at("a"), store(), TestRecord.codec(), Retention.of(0), true)) {
            assertThat(back.open(new Told()).epoch()).isEqualTo(3);
        }
    }

    @Test
    void aJournalThatWasPutBackFromACopyIsNotFollowed() throws Exception {
        leader.open(new Told());
        leader.append(groups(1, 5));
        follower.follow(tale, true);
        leader.close();
        server.sql("DELETE FROM \"orca-" + actor + "\".journal_group WHERE sequence > 3");
        assertThatThrownBy(() -> follower.follow(tale, true)).isInstanceOf(JournalException.JournalBehind.class)
                .hasMessageContaining("lacks group 5 of epoch 1, which has been seen there");
        follower.close();
        try (FollowedJournal later = new FollowedJournal(at("b"), store(), TestRecord.codec(), Retention.of(0))) {
            assertThatThrownBy(() -> later.follow(new Tale(), true)).as("after a restart, too")
                    .isInstanceOf(JournalException.JournalBehind.class);
        }
    }

    @Test
    void whatNobodyLedWhileItWasSeenIsNotBelieved() {
        leader.open(new Told());
        leader.append(groups(1, 5));
        leader.close();
        assertThat(follower.follow(tale, false)).isZero();
        assertThat(tale.told.groups).hasSize(5);
        try (Journal successor = follower.successor()) {
            assertThatThrownBy(() -> successor.open(tale)).isInstanceOf(JournalException.JournalBehind.class)
                    .hasMessageContaining("cannot be read, so nobody can say whether groups were lost");
        }
    }

    @Test
    void aServerThatGoesAndComesBackIsFollowedOn() throws Exception {
        leader.open(new Told());
        leader.append(groups(1, 5));
        follower.follow(tale, true);
        leader.close();
        server.kill();
        try {
            assertThatThrownBy(() -> follower.follow(tale, true)).isInstanceOf(JournalException.JournalAway.class);
        } finally {
            server.begin();
        }
        leader = new PostgresJournal(at("a"), store(), TestRecord.codec(), 0);
        leader.open(new Told());
        leader.append(groups(6, 7));
        assertThat(follower.follow(tale, true)).isEqualTo(7);
        assertThat(tale.told.groups).isEqualTo(groups(1, 7));
    }

    @Test
    void oneLeadsAndShowsItAndLetsGo() throws Exception {
        Leadership first = leadership("a");
        try (Leadership second = leadership("b")) {
            assertThat(second.look()).isEqualTo(new Leadership.Seen("", 0));
            assertThat(first.take()).contains("");
            Leadership.Seen seen = second.look();
            assertThat(seen.leader()).isEqualTo("a");
            assertThat(first.beat()).isTrue();
            assertThat(second.look().beat()).isGreaterThan(seen.beat());
            assertThat(second.beat()).as("it does not lead").isFalse();
            assertThat(second.take()).isEmpty();

            server.kill();
            try {
                assertThatThrownBy(first::beat).isInstanceOf(JournalException.JournalAway.class);
            } finally {
                server.begin();
            }
            assertThat(first.beat()).as("nobody else was faster").isTrue();

            first.close();
            assertThatThrownBy(second::look).as("its line broke, too").isInstanceOf(JournalException.JournalAway.class);
            assertThat(second.look().leader()).isEmpty();
            assertThat(second.take()).contains("");
            assertThat(second.beat()).isTrue();
        } finally {
            first.close();
        }
    }
}
