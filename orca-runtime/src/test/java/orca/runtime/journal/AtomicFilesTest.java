package orca.runtime.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.h2.store.fs.FilePath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The file under H2, by itself: whenever the power goes, it comes back as it was at a sync, and at none that is older. */
@Execution(ExecutionMode.CONCURRENT)
class AtomicFilesTest {
    private static final int FILE_BYTES = 2 * 1024 * 1024;
    private static final int SYNCS = 160;
    private static final int CUTS = 150;

    @TempDir
    Path folder;

    private final Random random = new Random(3);
    /** What the file was at each sync, by the moment at which the sync had returned. */
    private final TreeMap<Integer, byte[]> synced = new TreeMap<>();
    private byte[] content = {};

    private static FileChannel open(String below, Path file, String mode) throws IOException {
        FileChannel channel = FilePath.get(AtomicFiles.over(below) + file).open(mode);
        assertThat(channel.tryLock(0, Long.MAX_VALUE, mode.equals("r"))).isNotNull();
        return channel;
    }

    private static byte[] read(FileChannel channel) throws IOException {
        ByteBuffer all = ByteBuffer.allocate((int) channel.size());
        while (all.hasRemaining()) {
            assertThat(channel.read(all, all.position())).isPositive();
        }
        return all.array();
    }

    private void write(FileChannel channel) throws IOException {
        byte[] bytes = new byte[1 + random.nextInt(512 * 1024)];
        random.nextBytes(bytes);
        int at = random.nextInt(Math.min(content.length + 1, FILE_BYTES - bytes.length));
        assertThat(channel.write(ByteBuffer.wrap(bytes), at)).isEqualTo(bytes.length);
        content = Arrays.copyOf(content, Math.max(content.length, at + bytes.length));
        System.arraycopy(bytes, 0, content, at, bytes.length);
    }

    private void change(FileChannel channel) throws IOException {
        for (int writes = random.nextInt(4); writes >= 0; writes--) {
            write(channel);
        }
        if (random.nextInt(5) == 0) {
            int size = random.nextInt(content.length);
            channel.truncate(size);
            content = Arrays.copyOf(content, size);
        }
        assertThat(channel.size()).isEqualTo(content.length);
    }

    @Test
    void comesBackAsItWasAtASync() throws IOException {
        ForgetfulFiles.begin();
        Path file = Files.createDirectory(folder.resolve("life")).resolve("north" + AtomicFiles.DATABASE);
        long bytes = 0;
        try (FileChannel channel = open(ForgetfulFiles.SCHEME + ":", file, "rw")) {
            synced.put(ForgetfulFiles.moment(), content);
            for (int sync = 0; sync < SYNCS; sync++) {
                change(channel);
                if (sync % 10 == 0) {
                    assertThat(read(channel)).as("sees what is not synced yet").isEqualTo(content);
                }
                channel.force(true);
                bytes += content.length;
                synced.put(ForgetfulFiles.moment(), content.clone());
            }
            assertThat(read(channel)).isEqualTo(content);
        }
        assertThat(Files.readAllBytes(file)).as("closed, the file is whole by itself").isEqualTo(content);
        assertThat(bytes).as("several rounds of the redo file").isGreaterThan(5 * RedoFile.ROUND_BYTES);
        Random luck = new Random(4);
        int end = ForgetfulFiles.moment();
        for (int cut = 0; cut < CUTS; cut++) {
            int moment = synced.firstKey() + luck.nextInt(end - synced.firstKey() + 1);
            comesBack(moment, luck);
        }
    }

    private void comesBack(int moment, Random luck) throws IOException {
        Path file = folder.resolve("north" + AtomicFiles.DATABASE);
        Path redo = folder.resolve("north" + AtomicFiles.REDO);
        byte[] fileBytes = ForgetfulFiles.afterPowerCut(AtomicFiles.DATABASE, moment, luck);
        byte[] redoBytes = ForgetfulFiles.afterPowerCut(AtomicFiles.REDO, moment, luck);
        Files.write(file, fileBytes);
        Files.write(redo, redoBytes);
        byte[] seen;
        try (FileChannel reading = open(H2Database.DISK, file, "r")) {
            seen = read(reading);
        }
        assertThat(Files.readAllBytes(file)).as("reading changes nothing").isEqualTo(fileBytes);
        assertThat(Files.readAllBytes(redo)).as("reading changes nothing").isEqualTo(redoBytes);
        byte[] recovered;
        try (FileChannel writing = open(H2Database.DISK, file, "rw")) {
            recovered = read(writing);
        }
        assertThat(Arrays.equals(recovered, seen)).as("reader and writer agree at step %d", moment).isTrue();
        byte[] last = synced.floorEntry(moment).getValue();
        byte[] next = synced.higherEntry(moment) == null ? last : synced.higherEntry(moment).getValue();
        assertThat(Arrays.equals(recovered, last) || Arrays.equals(recovered, next))
                .as("as at the last sync before step %d or at the one under way", moment).isTrue();
    }

    @Test
    void whatIsLeftOfAnOlderRoundIsNotTakenForNewer() throws IOException {
        Path redo = folder.resolve("redo");
        byte[] older = {1, 1, 1};
        byte[] newer = {2, 2, 2};
        try (RedoFile file = RedoFile.over(FilePath.get(redo.toString()).open("rw"))) {
            for (int i = 0; i < 3; i++) {
                file.append(List.of(new RedoFile.Change.Put(i, older)));
            }
            file.nextRound();
            file.append(List.of(new RedoFile.Change.Put(9, newer)));
            assertThat(file.batches()).singleElement()
                    .satisfies(change -> assertThat(((RedoFile.Change.Put) change).bytes()).isEqualTo(newer));
        }
    }
}
