package orca.runtime.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fills up in the middle of an append: the append says so, and nothing is promised after it. */
class FullDiskTest {
    private static final int DISK_BYTES = 6 * 1024 * 1024;
    private static final int[] MANY = new int[200];

    @TempDir
    Path folder;

    private boolean mounted;

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        if (mounted) {
            assertThat(run("umount", folder.resolve("disk").toString())).isZero();
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    /** A file system of a few megabytes; only root may mount one. */
    private JournalFiles smallDisk() throws IOException, InterruptedException {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        mounted = run("mount", "-t", "tmpfs", "-o", "size=" + DISK_BYTES, "tmpfs", disk.toString()) == 0;
        if (!mounted && "true".equals(System.getenv("CI"))) {
            fail("cannot mount a tmpfs, so a full disk was not tried; run as root");
        }
        if (!mounted) {
            abort("only root may mount a small disk; the limited file of the other test stands in for it");
        }
        return new JournalFiles(disk, "north");
    }

    private static H2Journal journal(JournalFiles files) {
        return new H2Journal(files, TestRecord.codec(), H2Journal.KEEP_ALL);
    }

    /** Appends until that fails, and says the last sequence that was acknowledged. */
    private static long fill(H2Journal journal) {
        long acknowledged = 0;
        try {
            while (acknowledged < 10_000) {
                journal.append(JournalContract.group(acknowledged + 1, MANY));
                acknowledged++;
            }
            return fail("the disk never filled");
        } catch (JournalException.JournalFailed e) {
            assertThat(e).hasMessageContaining("group " + (acknowledged + 1)).hasMessageContaining("did not become durable")
                    .hasMessageContaining("No space left on device");
            return acknowledged;
        }
    }

    private static void isDead(H2Journal journal, long acknowledged) {
        for (int attempt = 0; attempt < 3; attempt++) {
            assertThatThrownBy(() -> journal.append(JournalContract.group(acknowledged + 1, 1)))
                    .isInstanceOf(JournalException.JournalFailed.class)
                    .hasMessageContaining("out of use");
        }
        assertThatThrownBy(() -> journal.snapshot(1, List.of(TestRecord.promise(1)).iterator()))
                .isInstanceOf(JournalException.JournalFailed.class);
        assertThatThrownBy(() -> journal.forEach(1, group -> {})).isInstanceOf(JournalException.JournalFailed.class);
    }

    private static void holdsWhatWasAcknowledged(JournalFiles files, long acknowledged) {
        Told told = new Told();
        try (H2Journal again = journal(files)) {
            Journal.Recovered recovered = again.open(told);
            assertThat(recovered.sequence()).isBetween(acknowledged, acknowledged + 1);
            assertThat(told.groups).hasSize((int) recovered.sequence())
                    .allSatisfy(group -> assertThat(group).isEqualTo(JournalContract.group(group.sequence(), MANY)));
            again.append(JournalContract.group(recovered.sequence() + 1, MANY));
        }
        assertThat(JournalCheck.check(files, TestRecord.codec()).findings()).isEmpty();
    }

    @Test
    void anAppendThatDoesNotFitFailsAndNothingIsAcknowledgedAfterIt() throws IOException, InterruptedException {
        JournalFiles files = smallDisk();
        Path other = files.folder().resolve("other");
        Files.write(other, new byte[DISK_BYTES / 4]);
        long acknowledged;
        try (H2Journal journal = journal(files)) {
            journal.open(new Told());
            acknowledged = fill(journal);
            assertThat(acknowledged).isGreaterThan(3);
            // Even with room again: what the failed append left behind is only known after reading it back.
            Files.delete(other);
            isDead(journal, acknowledged);
        }
        holdsWhatWasAcknowledged(files, acknowledged);
    }

    @Test
    void aJournalOnAFullDiskCanStillBeRead() throws IOException, InterruptedException {
        JournalFiles files = smallDisk();
        try (H2Journal journal = journal(files)) {
            journal.open(new Told());
            fill(journal);
        }
        fillUp(files.folder().resolve("other"));
        assertThat(JournalCheck.check(files, TestRecord.codec()).findings()).isEmpty();
    }

    /** What a power cut may leave: what was acknowledged is in the redo file, and nothing of it where it belongs. */
    @Test
    void anOpeningThatHasNoRoomLosesNothing() throws IOException, InterruptedException {
        JournalFiles files = smallDisk();
        Path other = files.folder().resolve("other");
        Files.write(other, new byte[DISK_BYTES / 4]);
        long acknowledged;
        try (H2Journal journal = journal(files)) {
            journal.open(new Told());
            acknowledged = fill(journal);
        }
        Files.write(files.database(), new byte[0]);
        fillUp(other);
        for (int attempt = 0; attempt < 3; attempt++) {
            try (H2Journal journal = journal(files)) {
                assertThatThrownBy(() -> journal.open(new Told())).isInstanceOfSatisfying(JournalException.JournalFailed.class,
                        e -> assertThat(e.passes()).as("there may be room again").isTrue());
            }
        }
        Files.delete(other);
        holdsWhatWasAcknowledged(files, acknowledged);
    }

    private static void fillUp(Path file) {
        byte[] block = new byte[4096];
        Arrays.fill(block, (byte) 1);
        try (var out = Files.newOutputStream(file)) {
            for (int i = 0; i < DISK_BYTES / block.length; i++) {
                out.write(block);
            }
            fail("the disk never filled");
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    @Test
    void aFullDiskAtASnapshotStopsTheJournalToo() throws IOException, InterruptedException {
        JournalFiles files = smallDisk();
        Path other = files.folder().resolve("other");
        Files.write(other, new byte[DISK_BYTES / 4]);
        try (H2Journal journal = journal(files)) {
            journal.open(new Told());
            journal.append(JournalContract.group(1, MANY));
            int[] state = new int[40_000];
            assertThatThrownBy(() -> journal.snapshot(1, Arrays.stream(state).mapToObj(TestRecord::promise).iterator()))
                    .isInstanceOf(JournalException.JournalFailed.class)
                    .hasMessageContaining("the snapshot after group 1");
            assertThatThrownBy(() -> journal.append(JournalContract.group(2, 1)))
                    .isInstanceOf(JournalException.JournalFailed.class);
        }
        Files.delete(other);
        holdsWhatWasAcknowledged(files, 1);
    }

    /** Needs no root: the shell limits how large a file of this process may become. */
    @Test
    void aFileThatMayNotGrowFailsTheAppend() throws IOException, InterruptedException {
        List<String> limited = List.of("bash", "-c", "ulimit -f 256; trap '' XFSZ; exec \"$@\"", "limited");
        Path output = folder.resolve("output");
        int exit = AppendingChild.run(AppendingChild.command(limited, folder, 2_000, 0), output);
        assertThat(exit).as(() -> text(output)).isEqualTo(3);
        assertThat(text(output)).contains("did not become durable");
        long acknowledged = AppendingChild.acknowledged(folder);
        assertThat(acknowledged).isPositive();
        JournalFiles files = new JournalFiles(folder, "north");
        assertThat(JournalCheck.check(files, TestRecord.codec()).findings()).isEmpty();
        try (H2Journal again = journal(files)) {
            assertThat(again.open(new Told()).sequence()).isBetween(acknowledged, acknowledged + 3);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
