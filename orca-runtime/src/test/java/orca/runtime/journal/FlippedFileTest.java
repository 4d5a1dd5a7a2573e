package orca.runtime.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import orca.core.journal.Group;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Flips bits anywhere in the database file, also where H2 keeps its own books: either it is found and named, or the journal
 * still says word for word what it said.
 */
@Execution(ExecutionMode.CONCURRENT)
class FlippedFileTest {
    private static final int OFFSETS = 200;
    private static final int GROUPS = 40;
    private static final int SNAPSHOT_AFTER = 30;
    private static final long SEED = 20_270_115;

    static {
        // H2's own assertions are off in production, and what is measured is what an operator would see.
        ClassLoader.getSystemClassLoader().setPackageAssertionStatus("org.h2", false);
    }

    @TempDir
    Path folder;

    private record Original(byte[] database, byte[] redo, byte[] head, List<Group> groups, JournalCheck.Report report) {}

    /** A journal with groups small and large, a snapshot, and groups after it. */
    private Original original() throws IOException {
        JournalFiles files = new JournalFiles(folder.resolve("original"), "north");
        List<Group> groups = new ArrayList<>();
        byte[] database;
        byte[] redo;
        try (H2Journal journal = new H2Journal(files, TestRecord.codec(), H2Journal.KEEP_ALL)) {
            journal.open(new Told());
            for (int sequence = 1; sequence <= GROUPS; sequence++) {
                groups.add(JournalContract.group(sequence, new int[sequence % 10 == 0 ? 200 : 3]));
                journal.append(groups.getLast());
                if (sequence == SNAPSHOT_AFTER) {
                    journal.snapshot(SNAPSHOT_AFTER, JournalContract.group(30, new int[500]).records().iterator());
                }
            }
            // As a crash leaves it: H2 has closed nothing.
            database = Files.readAllBytes(files.database());
            redo = Files.readAllBytes(files.redo());
        }
        Files.write(files.database(), database);
        Files.write(files.redo(), redo);
        JournalCheck.Report report = JournalCheck.check(files, TestRecord.codec());
        assertThat(report.findings()).isEmpty();
        assertThat(report.groups()).isEqualTo(GROUPS);
        return new Original(database, redo, Files.readAllBytes(files.head()), groups, report);
    }

    /** What the journal tells, or nothing when it refuses with a sentence. */
    private Optional<Told> open(JournalFiles files) {
        try (H2Journal journal = new H2Journal(files, TestRecord.codec(), H2Journal.KEEP_ALL)) {
            Told told = new Told();
            journal.open(told);
            return Optional.of(told);
        } catch (JournalException e) {
            assertThat(e.getMessage()).contains(files.folder().toString());
            return Optional.empty();
        }
    }

    private boolean isFound(Original original, int round, byte[] database, byte[] redo) throws IOException {
        JournalFiles files = new JournalFiles(folder.resolve("flipped" + round), "north");
        Files.createDirectories(files.folder());
        Files.write(files.database(), database);
        Files.write(files.redo(), redo);
        Files.write(files.head(), original.head);
        JournalCheck.Report report = JournalCheck.check(files, TestRecord.codec());
        assertThat(Files.readAllBytes(files.database())).as("a check changes nothing").isEqualTo(database);
        assertThat(Files.readAllBytes(files.redo())).as("a check changes nothing").isEqualTo(redo);
        if (report.sound()) {
            assertThat(report.groups()).isEqualTo(original.report.groups());
            assertThat(report.hash()).isEqualTo(original.report.hash());
            assertThat(report.records()).isEqualTo(original.report.records());
        } else {
            JournalCheck.Finding first = report.findings().getFirst();
            assertThat(first.where()).contains(files.folder().toString());
            assertThat(first.what()).isNotBlank();
        }
        // Whatever the check says, an actor is told what was written, to its end, or nothing.
        open(files).ifPresent(told -> assertThat(told.groups)
                .isEqualTo(original.groups.subList(told.snapshot.isEmpty() ? 0 : SNAPSHOT_AFTER, GROUPS)));
        return !report.sound();
    }

    @Test
    void aFlippedBitIsFoundOrHarmless() throws IOException {
        Original original = original();
        Random random = new Random(SEED);
        int found = 0;
        for (int round = 0; round < OFFSETS; round++) {
            byte[] database = original.database.clone();
            byte[] redo = original.redo.clone();
            int offset = random.nextInt(database.length + redo.length);
            byte bit = (byte) (1 << random.nextInt(8));
            if (offset < database.length) {
                database[offset] ^= bit;
            } else {
                redo[offset - database.length] ^= bit;
            }
            found += isFound(original, round, database, redo) ? 1 : 0;
        }
        // The file is a few times larger than what counts in it, so both must happen.
        assertThat(found).isBetween(OFFSETS / 20, OFFSETS - 1);
    }

    @Test
    void aCutFileIsFound() throws IOException {
        Original original = original();
        List<Integer> unfound = new ArrayList<>();
        Random random = new Random(SEED);
        for (int round = 0; round < 20; round++) {
            byte[] cut = Arrays.copyOf(original.database, random.nextInt(original.database.length));
            if (!isFound(original, round, cut, new byte[0])) {
                unfound.add(cut.length);
            }
        }
        assertThat(unfound).isEmpty();
    }
}
