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

/** Proof from the system calls that an append is on the disk before anybody hears of it. */
class SyscallOrderTest {
    private static final String DATABASE = "north.mv.db";
    private static final String HEAD = "north.head";
    private static final int LAST = 120;

    @TempDir
    Path folder;

    private static SyscallOrder order(String... lines) {
        return new SyscallOrder("acks", List.of(DATABASE)).read(List.of(lines));
    }

    private static String call(String call) {
        return "41 " + call + " = 0";
    }

    private static final String WRITE = call("pwrite64(7</t/north.mv.db>, \"x\"..., 4096, 0)");
    private static final String SYNC = call("fsync(7</t/north.mv.db>)");
    private static final String ACK = call("write(9</t/acks>, \"1\\n\", 2)");

    @Test
    void acceptsASyncBetweenWriteAndAcknowledgement() {
        assertThat(order(WRITE, SYNC, ACK, WRITE, WRITE, SYNC, ACK).violations()).isEmpty();
    }

    @Test
    void findsAMissingSync() {
        assertThat(order(WRITE, ACK).violations()).containsExactly("line 2: acknowledgement 1 with 1 unsynced writes to north.mv.db");
        assertThat(order(WRITE, SYNC, WRITE, ACK).violations()).hasSize(1);
        assertThat(order(WRITE, call("fsync(8</t/other>)"), ACK).violations()).hasSize(1);
        assertThat(order(WRITE, "41 fsync(7</t/north.mv.db>) = -1 EIO (Input/output error)", ACK).violations()).hasSize(1);
    }

    @Test
    void findsASyncThatBeganBeforeTheWriteEnded() {
        assertThat(order(WRITE, "41 fsync(7</t/north.mv.db> <unfinished ...>", "42 pwrite64(7</t/north.mv.db>, \"y\", 1, 0) = 1",
                        "41 <... fsync resumed>) = 0", ACK).violations()).hasSize(1);
        assertThat(order("42 pwrite64(7</t/north.mv.db>, \"y\", 1, 0 <unfinished ...>", SYNC, "42 <... pwrite64 resumed>) = 1",
                        ACK).violations()).hasSize(1);
        assertThat(order(WRITE, "41 fsync(7</t/north.mv.db> <unfinished ...>", "41 <... fsync resumed>) = 0", ACK).violations())
                .isEmpty();
    }

    @Test
    void findsAnAcknowledgementOfNothing() {
        assertThat(order(WRITE, SYNC, ACK, ACK).violations())
                .containsExactly("line 4: acknowledgement 2 without a write to north.mv.db");
    }

    @Test
    void findsWritesThroughMemory() {
        assertThat(order(call("mmap(NULL, 4096, PROT_READ|PROT_WRITE, MAP_SHARED, 7</t/north.mv.db>, 0)")).violations())
                .hasSize(1);
    }

    @Test
    void everyAppendIsSyncedBeforeItIsAcknowledged() throws IOException, InterruptedException {
        Path trace = folder.resolve("trace");
        List<String> strace = List.of("strace", "-f", "-y", "-qq", "-e", "trace=" + SyscallOrder.CALLS, "-o", trace.toString());
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
        SyscallOrder order = new SyscallOrder(AppendingChild.ACKS, List.of(DATABASE, HEAD)).read(Files.readAllLines(trace));
        assertThat(order.violations()).isEmpty();
        assertThat(order.acknowledgements()).isEqualTo(Files.readAllLines(folder.resolve(AppendingChild.ACKS)).size())
                .isGreaterThan(LAST / 3);
        assertThat(order.syncs(DATABASE)).isGreaterThanOrEqualTo(order.acknowledgements());
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
