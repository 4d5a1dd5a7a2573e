package orca.runtime.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import orca.core.journal.Group;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The power goes at any moment, and the disk keeps what was synced and any part of the rest: what was acknowledged is there.
 * The head file, which H2 does not write, is taken as of the last acknowledgement.
 */
@Execution(ExecutionMode.CONCURRENT)
class PowerCutTest {
    private static final int CUTS = 60;

    @TempDir
    Path folder;

    /** For each moment from which on a sequence was acknowledged, that sequence and the head file at that time. */
    private final TreeMap<Integer, byte[]> heads = new TreeMap<>();
    private final TreeMap<Integer, Long> acknowledged = new TreeMap<>();
    private final List<Group> written = new ArrayList<>();

    private void acknowledge(JournalFiles files) throws IOException {
        int moment = ForgetfulFiles.moment();
        acknowledged.put(moment, (long) written.size());
        heads.put(moment, Files.readAllBytes(files.head()));
    }

    /** A life with small groups, large ones, snapshots, dropped groups, a closing and a reopening. */
    private void live() throws IOException {
        JournalFiles files = new JournalFiles(folder.resolve("life"), "north");
        Random sizes = new Random(5);
        for (int life = 0; life < 3; life++) {
            try (H2Journal journal = new H2Journal(files, TestRecord.codec(), 30, ForgetfulFiles.SCHEME + ":")) {
                journal.open(new Told());
                acknowledge(files);
                for (int append = 0; append < 40; append++) {
                    List<Group> groups = new ArrayList<>();
                    for (int n = sizes.nextInt(3); n >= 0; n--) {
                        int records = sizes.nextInt(20) == 0 ? 3_000 : 1 + sizes.nextInt(5);
                        groups.add(JournalContract.group(written.size() + groups.size() + 1, new int[records]));
                    }
                    journal.append(groups);
                    written.addAll(groups);
                    acknowledge(files);
                    if (append % 10 == 7) {
                        journal.snapshot(written.size(),
                                IntStream.range(0, 1_500).mapToObj(TestRecord::promise).iterator());
                        acknowledge(files);
                    }
                }
            }
        }
    }

    @Test
    void whatWasAcknowledgedOutlivesAPowerCut() throws IOException {
        ForgetfulFiles.begin();
        live();
        int end = ForgetfulFiles.moment();
        Random luck = new Random(77);
        for (int cut = 0; cut < CUTS; cut++) {
            int moment = acknowledged.firstKey() + luck.nextInt(end - acknowledged.firstKey() + 1);
            JournalFiles files = new JournalFiles(folder.resolve("cut"), "north");
            Files.createDirectories(files.folder());
            Files.write(files.database(), ForgetfulFiles.afterPowerCut(AtomicFiles.DATABASE, moment, luck));
            Files.write(files.redo(), ForgetfulFiles.afterPowerCut(AtomicFiles.REDO, moment, luck));
            Files.write(files.head(), heads.floorEntry(moment).getValue());
            holds(files, acknowledged.floorEntry(moment).getValue(), "cut " + cut + " at step " + moment + " of " + end);
        }
    }

    private void holds(JournalFiles files, long promised, String what) {
        Told told = new Told();
        try (H2Journal journal = new H2Journal(files, TestRecord.codec(), H2Journal.KEEP_ALL)) {
            Journal.Recovered recovered = journal.open(told);
            assertThat(recovered.sequence()).as(what).isBetween(promised, promised + 3);
            assertThat(told.groups).as(what)
                    .isEqualTo(written.subList((int) recovered.snapshotSequence(), (int) recovered.sequence()));
            assertThat(recovered.remarks()).as(what).isEmpty();
            assertThat(journal.check().findings()).as(what).isEmpty();
        }
    }
}
