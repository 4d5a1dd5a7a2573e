package orca.runtime.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Proof from the system calls that an append is on the disk before anybody hears of it. */
@Execution(ExecutionMode.CONCURRENT)
class SyscallOrderTest {
    private static final String DATABASE = "north.mv.db";
    private static final String REDO = "north.redo";
    private static final String HEAD = "north.head";
    private static final int LAST = 120;

    @TempDir
    Path folder;

    private static List<String> violations(String... lines) {
        return new SyscallOrder("acks", DATABASE, REDO, HEAD).read(List.of(lines)).violations();
    }

    private static String write(String file, long at) {
        return "41 pwrite64(7</t/" + file + ">, \"\"..., 4096, " + at + ") = 4096";
    }

    private static String sync(String file) {
        return "41 fdatasync(7</t/" + file + ">) = 0";
    }

    private static final String BATCH = write(REDO, 4096);
    private static final String BATCH_SYNC = sync(REDO);
    private static final String PAGES = write(DATABASE, 8192);
    private static final String HEAD_WRITE = write(HEAD, 0);
    private static final String HEAD_SYNC = sync(HEAD);
    private static final String ACK = "41 write(9</t/acks>, \"\"..., 2) = 2";

    @Test
    void acceptsASyncBetweenWriteAndAcknowledgement() {
        assertThat(violations(BATCH, BATCH_SYNC, PAGES, HEAD_WRITE, HEAD_SYNC, ACK, BATCH, BATCH, BATCH_SYNC, PAGES, HEAD_WRITE,
                HEAD_SYNC, ACK)).isEmpty();
    }

    @Test
    void findsAMissingSync() {
        assertThat(violations(BATCH, HEAD_WRITE, HEAD_SYNC, ACK))
                .containsExactly("line 4: acknowledgement 1 with 1 unsynced writes to north.redo");
        assertThat(violations(BATCH, BATCH_SYNC, HEAD_WRITE, ACK))
                .containsExactly("line 4: acknowledgement 1 with 1 unsynced writes to north.head");
        assertThat(violations(BATCH, BATCH_SYNC, BATCH, HEAD_WRITE, HEAD_SYNC, ACK)).hasSize(1);
        assertThat(violations(BATCH, sync("other"), HEAD_WRITE, HEAD_SYNC, ACK)).hasSize(1);
        String failed = "41 fdatasync(7</t/north.redo>) = -1 EIO (Input/output error)";
        assertThat(violations(BATCH, failed, HEAD_WRITE, HEAD_SYNC, ACK)).hasSize(1);
    }

    @Test
    void findsASyncThatBeganBeforeTheWriteEnded() {
        String syncing = "41 fdatasync(7</t/north.redo> <unfinished ...>";
        String synced = "41 <... fdatasync resumed>) = 0";
        String between = "42 pwrite64(7</t/north.redo>, \"\"..., 1, 9) = 1";
        assertThat(violations(BATCH, syncing, between, synced, HEAD_WRITE, HEAD_SYNC, ACK)).hasSize(1);
        String writing = "42 pwrite64(7</t/north.redo>, \"\"..., 1, 9 <unfinished ...>";
        String written = "42 <... pwrite64 resumed>) = 1";
        assertThat(violations(writing, BATCH_SYNC, written, HEAD_WRITE, HEAD_SYNC, ACK)).hasSize(1);
        assertThat(violations(BATCH, syncing, synced, HEAD_WRITE, HEAD_SYNC, ACK)).isEmpty();
    }

    @Test
    void findsAnAcknowledgementOfNothing() {
        assertThat(violations(BATCH, BATCH_SYNC, HEAD_WRITE, HEAD_SYNC, ACK, ACK)).containsExactly(
                "line 6: acknowledgement 2 without a write to north.redo",
                "line 6: acknowledgement 2 without a write to north.head");
    }

    @Test
    void findsADatabaseWrittenBeforeItsRedoFileIsSafe() {
        assertThat(violations(BATCH, PAGES, BATCH_SYNC))
                .containsExactly("line 2: north.mv.db is written before north.redo is synced");
    }

    @Test
    void findsARedoFileBegunAgainTooEarly() {
        assertThat(violations(PAGES, write(REDO, 0)))
                .containsExactly("line 2: north.redo begins again before north.mv.db is synced");
        assertThat(violations(PAGES, "41 ftruncate(7</t/north.redo>, 0) = 0")).hasSize(1);
        assertThat(violations(PAGES, sync(DATABASE), write(REDO, 0))).isEmpty();
    }

    @Test
    void findsWritesThroughMemory() {
        assertThat(violations("41 mmap(NULL, 4096, PROT_READ|PROT_WRITE, MAP_SHARED, 7</t/north.mv.db>, 0) = 0x7f")).hasSize(1);
    }

    @Test
    void everyAppendIsSyncedBeforeItIsAcknowledged() throws IOException, InterruptedException {
        Path trace = folder.resolve("trace");
        List<String> strace = List.of(
                "strace", "-f", "-y", "-qq", "-s", "0", "-e", "trace=" + SyscallOrder.CALLS, "-o", trace.toString());
        int exit;
        try {
            exit = AppendingChild.run(AppendingChild.command(strace, folder, LAST, 0), folder.resolve("output"));
        } catch (IOException e) {
            unproved("strace could not be started, so durability was not proved; install it (" + e.getMessage() + ")");
            return;
        }
        if (exit != 0) {
            unproved("strace or the traced program ended with " + exit + ", so durability was not proved: "
                    + Files.readString(folder.resolve("output")));
        }
        SyscallOrder order = new SyscallOrder(AppendingChild.ACKS, DATABASE, REDO, HEAD).read(Files.readAllLines(trace));
        assertThat(order.violations()).isEmpty();
        assertThat(order.acknowledgements()).isEqualTo(Files.readAllLines(folder.resolve(AppendingChild.ACKS)).size())
                .isGreaterThan(LAST / 3);
        assertThat(order.syncs(REDO)).isGreaterThanOrEqualTo(order.acknowledgements());
        assertThat(order.syncs(HEAD)).isGreaterThanOrEqualTo(order.acknowledgements());
    }

    /** A laptop may lack strace or forbid tracing; the project's own machine may not. */
    private static void unproved(String why) {
        if ("true".equals(System.getenv("CI"))) {
            fail(why);
        }
        abort(why);
    }
}
