package orca.runtime.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import orca.core.journal.Group;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Processes that die in the middle of an append: nothing that was acknowledged is missing, and nothing is half there. */
@Execution(ExecutionMode.CONCURRENT)
class JournalCrashTest {
    /** The largest number of groups in one append of the child. */
    private static final int LARGEST_APPEND = 3;

    @TempDir
    Path folder;

    @Test
    void whatWasAcknowledgedOutlivesTheProcess() throws IOException, InterruptedException {
        Random random = new Random(11);
        long before = 0;
        for (int crash = 0; crash < 6; crash++) {
            long nanos = 1_000_000L + random.nextInt(500_000_000);
            int exit = AppendingChild.run(
                    AppendingChild.command(List.of(), folder, Long.MAX_VALUE, nanos), folder.resolve("output"));
            assertThat(exit).as(() -> read("output")).isEqualTo(9);
            long acknowledged = AppendingChild.acknowledged(folder);
            assertThat(acknowledged).isGreaterThan(before);
            before = replay(acknowledged);
        }
    }

    private long replay(long acknowledged) {
        JournalFiles files = new JournalFiles(folder, "north");
        JournalCheck.Report report = JournalCheck.check(files, TestRecord.codec());
        assertThat(report.findings()).isEmpty();
        Told told = new Told();
        try (H2Journal journal = new H2Journal(files, TestRecord.codec(), 20)) {
            Journal.Recovered recovered = journal.open(told);
            assertThat(recovered.sequence()).isBetween(acknowledged, acknowledged + LARGEST_APPEND);
            List<Group> expected = new ArrayList<>();
            for (long n = recovered.snapshotSequence() + 1; n <= recovered.sequence(); n++) {
                expected.add(AppendingChild.group(n));
            }
            assertThat(told.groups).isEqualTo(expected);
            return recovered.sequence();
        }
    }

    private String read(String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void anotherProcessIsRefusedWithASentence() throws IOException, InterruptedException {
        try (H2Journal journal = new H2Journal(new JournalFiles(folder, "north"), TestRecord.codec(), 20)) {
            journal.open(new Told());
            journal.append(JournalContract.group(1, 1));
            int exit = AppendingChild.run(AppendingChild.command(List.of(), folder, 10, 0), folder.resolve("output"));
            assertThat(exit).isEqualTo(1);
            assertThat(read("output")).contains("is open already: is 'north' running?");
            journal.append(JournalContract.group(2, 2));
        }
    }

    @Test
    void h2sOwnLockIsTranslatedToo() throws IOException, InterruptedException {
        // Without our lock file, as when somebody opened the database with H2's own tools.
        try (H2Journal journal = new H2Journal(new JournalFiles(folder, "north"), TestRecord.codec(), 20)) {
            journal.open(new Told());
            Files.delete(folder.resolve("north.lock"));
            int exit = AppendingChild.run(AppendingChild.command(List.of(), folder, 10, 0), folder.resolve("output"));
            assertThat(exit).isEqualTo(1);
            assertThat(read("output")).contains("JournalInUse").contains("is open already: is 'north' running?");
        }
    }
}
