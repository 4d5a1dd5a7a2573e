package orca.runtime.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import orca.core.contract.Subject;
import orca.core.journal.Group;
import orca.core.journal.JournalRecord;
import orca.core.lease.UnitId;
import orca.runtime.journal.JournalCheck.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a journal that lost something, or in which something was changed by other hands. */
class JournalDamageTest {
    @TempDir
    Path folder;

    private JournalFiles files;

    @BeforeEach
    void place() {
        files = new JournalFiles(folder, "north");
    }

    private H2Journal journal() {
        return new H2Journal(files, TestRecord.codec(), H2Journal.KEEP_ALL);
    }

    /** Appends the groups from the next one to {@code last}. */
    private void appendTo(long last) {
        try (H2Journal journal = journal()) {
            Journal.Recovered recovered = journal.open(new Told());
            for (Group group : JournalContract.groups(recovered.sequence() + 1, last)) {
                journal.append(new Group(group.sequence(), recovered.epoch(), group.stampedAt(), group.records()));
            }
        }
    }

    private void sql(String statement) {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:h2:file:" + folder.resolve("north") + ";IFEXISTS=TRUE", "orca", "");
                Statement run = connection.createStatement()) {
            assertThat(run.executeUpdate(statement)).isPositive();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Flips one bit in the middle of a column of bytes. */
    private void flip(String table, String column, long sequence) {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:h2:file:" + folder.resolve("north") + ";IFEXISTS=TRUE", "orca", "");
                PreparedStatement select =
                        connection.prepareStatement("SELECT " + column + " FROM " + table + " WHERE sequence = ?");
                PreparedStatement update =
                        connection.prepareStatement("UPDATE " + table + " SET " + column + " = ? WHERE sequence = ?")) {
            select.setLong(1, sequence);
            try (ResultSet row = select.executeQuery()) {
                assertThat(row.next()).isTrue();
                byte[] bytes = row.getBytes(1);
                bytes[bytes.length / 2] ^= 4;
                update.setBytes(1, bytes);
                update.setLong(2, sequence);
                assertThat(update.executeUpdate()).isEqualTo(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private JournalCheck.Report check() {
        return JournalCheck.check(files, TestRecord.codec());
    }

    private void refusesToOpen(Class<? extends JournalException> kind, String... words) {
        try (H2Journal journal = journal()) {
            Told told = new Told();
            assertThatThrownBy(() -> journal.open(told))
                    .isInstanceOf(kind)
                    .hasMessageContainingAll(words);
        }
    }

    private void finds(Kind kind, long sequence, String... words) {
        JournalCheck.Finding first = check().findings().getFirst();
        assertThat(first.kind()).as("%s", first).isEqualTo(kind);
        assertThat(first.sequence()).as("%s", first).isEqualTo(sequence);
        assertThat(first.toString()).contains(words);
    }

    @Test
    void aWholeJournalIsSound() {
        appendTo(7);
        JournalCheck.Report report = check();
        assertThat(report.findings()).isEmpty();
        assertThat(report.groups()).isEqualTo(7);
        assertThat(report.first()).isEqualTo(1);
        assertThat(report.last()).isEqualTo(7);
        try (H2Journal journal = journal()) {
            Journal.Recovered recovered = journal.open(new Told());
            assertThat(report.hash()).isEqualTo(recovered.hash());
            assertThat(journal.check()).isEqualTo(report);
            assertThatThrownBy(this::check).isInstanceOf(JournalException.JournalInUse.class).hasMessageContaining("'north'");
        }
    }

    @Test
    void aJournalPutBackFromACopyIsBehindItsHeadAndRefuses() throws IOException {
        appendTo(5);
        Path copy = Files.copy(files.database(), folder.resolve("copy"));
        appendTo(8);
        Files.move(copy, files.database(), StandardCopyOption.REPLACE_EXISTING);

        finds(Kind.HEAD_MISMATCH, 6, "torn tail", "ends at group 5", "remembers group 8");
        for (int attempt = 0; attempt < 2; attempt++) {
            refusesToOpen(JournalException.JournalBehind.class, "ends at group 5", "groups 6 to 8", "are lost", "--accept-loss");
        }
    }

    @Test
    void anAcceptedLossRaisesTheEpochOnce() throws IOException {
        appendTo(5);
        Path copy = Files.copy(files.database(), folder.resolve("copy"));
        appendTo(8);
        Files.move(copy, files.database(), StandardCopyOption.REPLACE_EXISTING);

        try (H2Journal journal = journal()) {
            Told told = new Told();
            Journal.Recovered recovered = journal.open(told, true);
            assertThat(recovered.lossAccepted()).isTrue();
            assertThat(recovered.epoch()).isEqualTo(2).isEqualTo(told.epoch);
            assertThat(recovered.remarks()).singleElement().asString().contains("groups 6 to 8", "epoch 2");
            assertThat(told.groups).isEqualTo(JournalContract.groups(1, 5));
        }
        assertThat(check().findings()).isEmpty();
        appendTo(6);
        try (H2Journal journal = journal()) {
            Journal.Recovered recovered = journal.open(new Told(), true);
            assertThat(recovered.lossAccepted()).isFalse();
            assertThat(recovered.epoch()).isEqualTo(2);
            assertThat(recovered.sequence()).isEqualTo(6);
        }
        assertThat(check().findings()).isEmpty();
    }

    @Test
    void anotherStoryUnderTheSameNumbersIsFound() throws IOException {
        appendTo(5);
        Path copy = Files.copy(files.database(), folder.resolve("copy"));
        try (H2Journal journal = journal()) {
            journal.open(new Told());
            journal.append(JournalContract.group(6, 66));
        }
        Path head = Files.copy(files.head(), folder.resolve("head"));
        Files.move(copy, files.database(), StandardCopyOption.REPLACE_EXISTING);
        Files.delete(files.head());
        try (H2Journal journal = journal()) {
            journal.open(new Told(), true);
            journal.append(new Group(6, 2, JournalContract.START.plusMillis(6), JournalContract.group(6, 6).records()));
        }
        Files.move(head, files.head(), StandardCopyOption.REPLACE_EXISTING);
        finds(Kind.HEAD_MISMATCH, 6, "remembers hash");
        refusesToOpen(JournalException.JournalBehind.class, "disagree about group 6");
    }

    @Test
    void aJournalAheadOfItsHeadHasLostNothing() throws IOException {
        appendTo(5);
        Path head = Files.copy(files.head(), folder.resolve("head"));
        appendTo(6);
        Files.move(head, files.head(), StandardCopyOption.REPLACE_EXISTING);
        assertThat(check().findings()).isEmpty();
        try (H2Journal journal = journal()) {
            assertThat(journal.open(new Told()).sequence()).isEqualTo(6);
        }
    }

    @Test
    void aMissingDatabaseOrHeadIsALossAndNotANewJournal() throws IOException {
        appendTo(5);
        Path head = Files.move(files.head(), folder.resolve("head"));
        refusesToOpen(JournalException.JournalBehind.class, "head file", "cannot be read", "--accept-loss");
        finds(Kind.HEAD_MISMATCH, 0, "there is no head file");
        Files.write(files.head(), new byte[64]);
        refusesToOpen(JournalException.JournalBehind.class, "neither of its two slots");
        Files.move(head, files.head(), StandardCopyOption.REPLACE_EXISTING);
        Files.delete(files.database());
        refusesToOpen(JournalException.JournalBehind.class, "is gone", "up to 5");
        finds(Kind.UNREADABLE, 0, "there is no such file");
        assertThat(files.database()).doesNotExist();
        try (H2Journal journal = journal()) {
            Journal.Recovered recovered = journal.open(new Told(), true);
            assertThat(recovered.sequence()).isZero();
            assertThat(recovered.epoch()).isEqualTo(2);
        }
    }

    @Test
    void anotherActorsJournalIsRefused() throws IOException {
        appendTo(2);
        JournalFiles south = new JournalFiles(folder, "south");
        Files.copy(files.database(), south.database());
        try (H2Journal journal = new H2Journal(south, TestRecord.codec(), H2Journal.KEEP_ALL)) {
            assertThatThrownBy(() -> journal.open(new Told()))
                    .isInstanceOf(JournalException.JournalDamaged.class)
                    .hasMessageContaining("it is the journal of 'north'");
        }
    }

    @Test
    void aFileThatIsNoDatabaseIsRefusedByName() throws IOException {
        appendTo(2);
        Files.writeString(files.database(), "not a database at all, ".repeat(1000));
        refusesToOpen(JournalException.JournalDamaged.class, files.database().toString(), "no database that H2 can open");
        finds(Kind.UNREADABLE, 1, files.database().toString());
    }

    @Test
    void aNewerFormatIsRefused() {
        appendTo(2);
        sql("UPDATE journal_meta SET format = 2");
        refusesToOpen(JournalException.JournalDamaged.class, "it has format 2, this version reads format 1");
    }

    @Test
    void aChangedColumnIsNamedWithItsGroup() {
        List<String> changes = List.of("epoch = 2", "stamped_seconds = stamped_seconds + 1", "stamped_nanos = 5", "records = 2");
        for (String change : changes) {
            folder = folder.resolve("x");
            place();
            appendTo(7);
            sql("UPDATE journal_group SET " + change + " WHERE sequence = 4");
            finds(Kind.HASH_MISMATCH, 4, "group 4: hash mismatch: stored");
            refusesToOpen(JournalException.JournalDamaged.class, "group 4: hash mismatch");
        }
    }

    @Test
    void aFlippedByteInAGroupIsNamedWithTheGroup() {
        for (String column : List.of("bytes", "hash")) {
            folder = folder.resolve("x");
            place();
            appendTo(7);
            flip("journal_group", column, 4);
            finds(Kind.HASH_MISMATCH, 4, "group 4: hash mismatch: stored");
            refusesToOpen(JournalException.JournalDamaged.class, "group 4: hash mismatch");
        }
    }

    @Test
    void aBrokenLinkAndAGapAreNamed() {
        appendTo(7);
        sql("UPDATE journal_group SET previous = hash WHERE sequence = 4");
        finds(Kind.HASH_MISMATCH, 4, "does not continue the group before");
        sql("DELETE FROM journal_group WHERE sequence = 3");
        finds(Kind.GAP, 3, "gap: group 3 is missing, the next is 4");
        refusesToOpen(JournalException.JournalDamaged.class, "gap: group 3 is missing");
    }

    @Test
    void aForgedGroupNeedsTheWholeChainForged() {
        appendTo(7);
        byte[] bytes = TestRecord.codec().encode(JournalContract.group(4, 44).records());
        byte[] previous = Chain.genesis("north");
        byte[] hash = Chain.group(previous, 4, 1, JournalContract.START.plusMillis(4), 1, bytes);
        sql("UPDATE journal_group SET bytes = X'" + HexFormat.of().formatHex(bytes) + "', hash = X'" + Chain.hex(hash)
                + "', previous = X'" + Chain.hex(previous) + "' WHERE sequence = 4");
        JournalCheck.Report report = check();
        assertThat(report.findings()).extracting(JournalCheck.Finding::sequence).containsExactly(4L, 5L);
    }

    @Test
    void aLostTailIsALoss() {
        appendTo(7);
        sql("DELETE FROM journal_group WHERE sequence > 5");
        finds(Kind.HEAD_MISMATCH, 6, "torn tail");
        refusesToOpen(JournalException.JournalBehind.class, "groups 6 to 7");
    }

    @Test
    void aDamagedSnapshotIsPassedOverAloud() {
        try (H2Journal journal = journal()) {
            journal.open(new Told());
            journal.append(JournalContract.groups(1, 6));
            journal.snapshot(3, List.of(TestRecord.promise(3)).iterator());
            journal.snapshot(6, List.of(TestRecord.promise(6)).iterator());
        }
        flip("snapshot_piece", "bytes", 6);
        finds(Kind.HASH_MISMATCH, 6, "snapshot after group 6: hash mismatch");
        Told told = new Told();
        try (H2Journal journal = journal()) {
            Journal.Recovered recovered = journal.open(told);
            assertThat(recovered.snapshotSequence()).isEqualTo(3);
            assertThat(recovered.remarks()).singleElement().asString().startsWith("snapshot after group 6 was passed over");
        }
        assertThat(told.snapshot).containsExactly(TestRecord.promise(3));
        assertThat(told.groups).isEqualTo(JournalContract.groups(4, 6));
        sql("UPDATE snapshot SET chain = hash WHERE sequence = 3");
        assertThat(check().findings()).extracting(JournalCheck.Finding::toString)
                .anyMatch(finding -> finding.contains("after group 3: it does not"));
    }

    @Test
    void aDamagedSnapshotWithNothingBehindItIsRefused() {
        try (H2Journal journal = new H2Journal(files, TestRecord.codec(), 0)) {
            journal.open(new Told());
            journal.append(JournalContract.groups(1, 6));
            journal.snapshot(6, List.of(TestRecord.promise(6)).iterator());
        }
        assertThat(check().findings()).isEmpty();
        sql("UPDATE snapshot SET records = 2");
        refusesToOpen(JournalException.JournalDamaged.class, "no snapshot can be trusted", "groups 1 to 6 were dropped");
        finds(Kind.HASH_MISMATCH, 6, "hash mismatch");
    }

    @Test
    void anUnfinishedSnapshotDoesNotCount() {
        try (H2Journal journal = journal()) {
            journal.open(new Told());
            journal.append(JournalContract.groups(1, 3));
            journal.snapshot(3, List.of(TestRecord.promise(3)).iterator());
        }
        sql("DELETE FROM snapshot");
        assertThat(check().findings()).isEmpty();
        try (H2Journal journal = journal()) {
            Told told = new Told();
            journal.open(told);
            assertThat(told.groups).hasSize(3);
            journal.snapshot(3, List.of(TestRecord.promise(9)).iterator());
        }
        try (H2Journal journal = journal()) {
            Told told = new Told();
            journal.open(told);
            assertThat(told.snapshot).containsExactly(TestRecord.promise(9));
        }
    }

    private record Foreign(UnitId unit) implements JournalRecord {
        @Override
        public Subject subject() {
            return unit;
        }
    }

    @Test
    void recordsOfAnUnknownTypeAreNamedAndNeverSkipped() {
        try (H2Journal journal = new H2Journal(files, RecordCodec.of(Foreign.class), H2Journal.KEEP_ALL)) {
            journal.open(new Told());
            journal.append(new Group(1, 1, JournalContract.START, List.of(new Foreign(new UnitId("u1")))));
        }
        finds(Kind.UNDECODABLE, 1, "group 1: record 1: journal record: unknown member 'Foreign'");
        refusesToOpen(JournalException.JournalDamaged.class, "group 1: undecodable", "unknown member 'Foreign'");
    }
}
