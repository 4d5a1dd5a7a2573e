package orca.runtime.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import orca.core.journal.Group;
import orca.core.journal.JournalRecord;
import orca.core.lease.UnitId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every journal promises, whatever keeps it. */
abstract class JournalContract {
    static final Instant START = Instant.parse("2027-01-15T08:00:00Z");

    private final List<Journal> made = new ArrayList<>();

    /** Another object for the same journal, not open yet. */
    abstract Journal newJournal(Retention retention);

    /** Whose journal it is. */
    abstract String actor();

    /** Where its files are. */
    abstract JournalFiles files();

    /** Where its groups are. */
    abstract JournalStore store();

    final Journal journal() {
        return journal(H2Journal.KEEP_ALL);
    }

    final Journal journal(long keptGroups) {
        return journal(Retention.of(keptGroups));
    }

    final Journal journal(Retention retention) {
        Journal journal = newJournal(retention);
        made.add(journal);
        return journal;
    }

    @AfterEach
    void closeAll() {
        made.forEach(Journal::close);
    }

    /** Group {@code sequence} with one record per number. */
    static Group group(long sequence, int... numbers) {
        List<JournalRecord> records = new ArrayList<>();
        for (int number : numbers) {
            records.add(TestRecord.promise(number));
        }
        return new Group(sequence, 1, START.plusMillis(sequence), records);
    }

    static List<Group> groups(long first, long last) {
        return LongStream.rangeClosed(first, last).mapToObj(n -> group(n, (int) n)).toList();
    }

    static Iterator<JournalRecord> promises(int count) {
        return IntStream.range(0, count).<JournalRecord>mapToObj(TestRecord::promise).iterator();
    }

    @Test
    void aNewJournalIsEmpty() {
        Told told = new Told();
        Journal.Recovered recovered = journal().open(told);
        assertThat(told.records()).isEmpty();
        assertThat(recovered.sequence()).isZero();
        assertThat(recovered.epoch()).isEqualTo(1).isEqualTo(told.epoch);
        assertThat(recovered.lossAccepted()).isFalse();
    }

    @Test
    void tellsAfterReopeningWhatWasAppended() {
        Journal first = journal();
        first.open(new Told());
        first.append(group(1, 1));
        first.append(List.of(group(2, 2, 3), group(3, 4)));
        first.close();

        Told told = new Told();
        Journal.Recovered recovered = journal().open(told);
        assertThat(told.groups).containsExactly(group(1, 1), group(2, 2, 3), group(3, 4));
        assertThat(recovered.sequence()).isEqualTo(3);
        assertThat(recovered.stampedAt()).isEqualTo(START.plusMillis(3));
    }

    @Test
    void theHashDependsOnAllThatWasWritten() {
        Journal first = journal();
        String empty = first.open(new Told()).hash();
        first.append(group(1, 1));
        first.close();
        Journal second = journal();
        String one = second.open(new Told()).hash();
        second.append(group(2, 1));
        second.close();
        String two = journal().open(new Told()).hash();
        assertThat(List.of(empty, one, two)).doesNotHaveDuplicates().allMatch(hash -> hash.matches("[0-9a-f]{64}"));
    }

    @Test
    void continuesAfterReopening() {
        for (int life = 0; life < 3; life++) {
            Journal journal = journal();
            assertThat(journal.open(new Told()).sequence()).isEqualTo(2L * life);
            journal.append(groups(2L * life + 1, 2L * life + 2));
            journal.close();
        }
        Told told = new Told();
        journal().open(told);
        assertThat(told.groups).isEqualTo(groups(1, 6));
    }

    @Test
    void refusesGroupsThatDoNotContinueItAndStaysUsable() {
        Journal journal = journal();
        journal.open(new Told());
        journal.append(group(1, 1));
        assertThatThrownBy(() -> journal.append(group(1, 1))).hasMessage("group.sequence: 2 is next, got 1");
        assertThatThrownBy(() -> journal.append(group(3, 1))).hasMessage("group.sequence: 2 is next, got 3");
        Group late = new Group(2, 2, START.plusMillis(9), group(2, 1).records());
        assertThatThrownBy(() -> journal.append(late)).hasMessage("group.epoch: the journal is in epoch 1, got 2");
        Group early = new Group(2, 1, START, group(2, 1).records());
        assertThatThrownBy(() -> journal.append(early)).hasMessageStartingWith("group.stampedAt: must not be before");
        journal.append(group(2, 2));
        journal.close();
        assertThat(journal().open(new Told()).sequence()).isEqualTo(2);
    }

    @Test
    void keepsGroupsLargerThanARow() {
        int[] many = IntStream.range(0, 9_000).toArray();
        Journal first = journal();
        first.open(new Told());
        first.append(List.of(group(1, 7), group(2, many), group(3, 8)));
        first.close();
        Told told = new Told();
        journal().open(told);
        assertThat(told.groups).containsExactly(group(1, 7), group(2, many), group(3, 8));
    }

    @Test
    void refusesAGroupBeyondTheLimit() {
        Journal journal = journal();
        journal.open(new Told());
        int[] tooMany = IntStream.range(0, 120_000).toArray();
        assertThatThrownBy(() -> journal.append(group(1, tooMany)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("group.records: \\d+ bytes in group 1, at most \\d+");
        journal.append(group(1, 1));
    }

    @Test
    void beginsARestartAtTheNewestSnapshot() {
        Journal first = journal();
        first.open(new Told());
        first.append(groups(1, 5));
        first.snapshot(5, promises(3));
        first.append(groups(6, 8));
        first.snapshot(7, promises(4));
        first.close();

        Told told = new Told();
        Journal.Recovered recovered = journal().open(told);
        assertThat(recovered.snapshotSequence()).isEqualTo(7);
        assertThat(told.snapshot).containsExactlyElementsOf(() -> promises(4));
        assertThat(told.groups).isEqualTo(groups(8, 8));
    }

    @Test
    void keepsSnapshotsOfManyPiecesAndOfNone() {
        Journal first = journal();
        first.open(new Told());
        first.append(groups(1, 2));
        first.snapshot(1, promises(5_000));
        first.close();
        Journal second = journal();
        Told many = new Told();
        second.open(many);
        assertThat(many.snapshot).hasSize(5_000).endsWith(TestRecord.promise(4_999));
        second.snapshot(2, promises(0));
        second.close();
        Told none = new Told();
        assertThat(journal().open(none).snapshotSequence()).isEqualTo(2);
        assertThat(none.records()).isEmpty();
    }

    @Test
    void refusesASnapshotOfWhatWasNotWritten() {
        Journal journal = journal();
        journal.open(new Told());
        journal.append(group(1, 1));
        assertThatThrownBy(() -> journal.snapshot(2, promises(1))).hasMessage("snapshot.sequence: there is no group 2");
        journal.append(group(2, 1));
    }

    @Test
    void keepsTheWholeStoryUnlessToldOtherwise() {
        Journal journal = journal();
        journal.open(new Told());
        journal.append(groups(1, 20));
        journal.snapshot(10, promises(1));
        journal.snapshot(20, promises(1));
        List<Group> seen = new ArrayList<>();
        journal.forEach(1, seen::add);
        assertThat(seen).isEqualTo(groups(1, 20));
        seen.clear();
        journal.forEach(15, seen::add);
        assertThat(seen).isEqualTo(groups(15, 20));
        seen.clear();
        journal.forEach(5, 7, seen::add);
        assertThat(seen).isEqualTo(groups(5, 7));
        journal.forEach(8, 7, group -> seen.clear());
        assertThat(seen).as("nothing lies between").hasSize(3);
    }

    @Test
    void dropsWhatIsOlderThanTheBoundAndTheSnapshots() {
        Journal first = journal(4);
        first.open(new Told());
        first.append(groups(1, 20));
        first.snapshot(10, promises(1));
        first.snapshot(20, promises(2));
        List<Group> seen = new ArrayList<>();
        first.forEach(1, seen::add);
        assertThat(seen).as("the older snapshot still needs what follows it").isEqualTo(groups(11, 20));
        first.append(groups(21, 30));
        first.snapshot(30, promises(3));
        seen.clear();
        first.forEach(1, seen::add);
        assertThat(seen).isEqualTo(groups(21, 30));
        first.close();
        Told told = new Told();
        assertThat(journal(4).open(told).sequence()).isEqualTo(30);
        assertThat(told.snapshot).hasSize(3);
    }

    @Test
    void showsOnlyWhatWasDurableWhenAsked() {
        Journal journal = journal();
        journal.open(new Told());
        journal.append(groups(1, 3));
        List<Group> seen = new ArrayList<>();
        journal.forEach(1, group -> {
            if (seen.isEmpty()) {
                journal.append(group(4, 4));
            }
            seen.add(group);
        });
        assertThat(seen).isEqualTo(groups(1, 3));
    }

    @Test
    void refusesASecondOpeningUntilTheFirstIsClosed() {
        Journal first = journal();
        first.open(new Told());
        assertThatThrownBy(() -> journal().open(new Told()))
                .isInstanceOf(JournalException.JournalInUse.class)
                .hasMessageContaining("is open already");
        first.close();
        journal().open(new Told());
    }

    @Test
    void isOfNoUseAfterClosing() {
        Journal journal = journal();
        journal.open(new Told());
        journal.close();
        assertThatThrownBy(() -> journal.append(group(1, 1))).isInstanceOf(JournalException.JournalFailed.class);
        assertThatThrownBy(() -> journal.forEach(1, group -> {})).isInstanceOf(JournalException.JournalFailed.class);
        assertThatThrownBy(() -> journal.snapshot(1, promises(1))).isInstanceOf(JournalException.JournalFailed.class);
        journal.close();
    }

    @Test
    void aRecordWithoutFormIsAFaultAndWritesNothing() {
        Journal journal = journal();
        journal.open(new Told());
        JournalRecord stranger = () -> new UnitId("u1");
        assertThatThrownBy(() -> journal.append(new Group(1, 1, START, List.of(TestRecord.promise(1), stranger))))
                .isInstanceOf(CodecException.class);
        journal.append(group(1, 1));
        journal.close();
        Told told = new Told();
        journal().open(told);
        assertThat(told.groups).containsExactly(group(1, 1));
    }

    @Test
    void isCopiedWhileItIsWrittenTo(@TempDir Path folder) throws Exception {
        Journal journal = journal(0);
        journal.open(new Told());
        journal.append(groups(1, 150));
        journal.snapshot(100, promises(100));
        journal.snapshot(120, promises(120));
        journal.append(groups(151, 200));
        PipedInputStream in = new PipedInputStream(1 << 12);
        PipedOutputStream pipe = new PipedOutputStream(in);
        CompletableFuture<JournalCopy.Copied> copied = new CompletableFuture<>();
        // Once something of the copy is in the pipe, and more cannot be, the journal goes on, and even drops what it can.
        Thread copying = Thread.ofPlatform().start(() -> {
            try (pipe) {
                copied.complete(journal.copy(pipe));
            } catch (IOException | RuntimeException e) {
                copied.completeExceptionally(e);
            }
        });
        int first = in.read();
        journal.append(groups(201, 260));
        journal.snapshot(250, promises(250));
        byte[] rest = in.readAllBytes();
        copying.join();
        byte[] stream = new byte[rest.length + 1];
        stream[0] = (byte) first;
        System.arraycopy(rest, 0, stream, 1, rest.length);
        assertThat(copied.get().last()).isEqualTo(200);
        assertThat(copied.get().first()).isEqualTo(101);

        JournalFiles same = new JournalFiles(folder, actor());
        JournalCopy.restore(same, new H2Store(same), new ByteArrayInputStream(stream), 5, "it was restored");
        try (Journal restored = new H2Journal(same, TestRecord.codec(), H2Journal.KEEP_ALL)) {
            Told told = new Told();
            Journal.Recovered recovered = restored.open(told);
            assertThat(recovered.sequence()).isEqualTo(200);
            assertThat(recovered.hash()).isEqualTo(copied.get().hash());
            assertThat(recovered.snapshotSequence()).isEqualTo(120);
            assertThat(told.groups).isEqualTo(groups(121, 200));
            assertThat(restored.check().sound()).isTrue();
        }
        assertThat(journal.check().sound()).isTrue();
    }

    @Test
    void isReadInOrderFromAMomentAndUpToOne() {
        Journal journal = journal();
        journal.open(new Told());
        journal.append(groups(1, 200));
        journal.snapshot(90, promises(90));
        journal.close();
        try (JournalReading reading = JournalReading.open(files(), store()).orElseThrow()) {
            assertThat(reading.first()).isEqualTo(1);
            assertThat(reading.last()).isEqualTo(200);
            assertThat(reading.isOf(TestRecord.codec())).isTrue();
            assertThat(reading.firstAt(START.plusMillis(77))).isEqualTo(77);
            assertThat(reading.firstAt(START)).isEqualTo(1);
            assertThat(reading.firstAt(START.plusSeconds(9))).isEqualTo(201);
            List<Group> read = new ArrayList<>();
            reading.groups(TestRecord.codec(), 150).forEachRemaining(read::add);
            assertThat(read).isEqualTo(groups(150, 200));
            Told then = new Told();
            assertThat(reading.replay(TestRecord.codec(), START.plusMillis(95), then).orElseThrow().sequence()).isEqualTo(95);
            assertThat(then.snapshot).hasSize(90);
            assertThat(then.groups).isEqualTo(groups(91, 95));
            Told early = new Told();
            assertThat(reading.replay(TestRecord.codec(), START.plusMillis(5), early).orElseThrow().sequence()).isEqualTo(5);
            assertThat(early.snapshot).isEmpty();
            assertThat(reading.replay(TestRecord.codec(), START, new Told())).isEmpty();
        }
    }
}
