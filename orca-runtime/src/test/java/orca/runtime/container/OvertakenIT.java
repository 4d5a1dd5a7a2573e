package orca.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import orca.testkit.PostgresServer;
import orca.wire.server.Ending;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code orca up --standby} that takes the lead, and does not get on for so long that another one takes it before it has begun.
 */
@Tag("databases")
@Timeout(300)
class OvertakenIT {
    private static final String LEADS = "This container leads market.";
    private static final String BEGUN = "It listens on ";

    @TempDir
    private Path folder;

    /** What a process of {@code orca up} does, on a thread; it gets no further than a line while somebody holds its output. */
    private static final class Up implements AutoCloseable {
        private final Ending ending = new Ending();
        private final Words words;
        private final CompletableFuture<Integer> code = new CompletableFuture<>();
        private final Thread thread;

        Up(Path file, String heldAt) {
            words = new Words(heldAt);
            thread = Thread.ofPlatform().daemon().name("up-" + file.getParent().getFileName()).start(() -> run(file));
        }

        private void run(Path file) {
            try {
                code.complete(Main.run(new String[] {"up", file.toString(), "--standby"}, Map.of(), words, words, ending));
            } catch (InterruptedException | RuntimeException | Error e) {
                code.completeExceptionally(e);
            }
        }

        void until(String line, int times) {
            while (words.count(line) < times) {
                assertThat(code).as("still runs: %s", words.lines()).isNotDone();
                Thread.onSpinWait();
            }
        }

        int end() throws Exception {
            words.go.countDown();
            ending.ask();
            return code.get(120, TimeUnit.SECONDS);
        }

        @Override
        public void close() {
            words.go.countDown();
            ending.ask();
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Whoever says a line that begins so has said it, and goes on when it may. */
    private static final class Words extends PrintStream {
        private final String heldAt;
        private final CountDownLatch go = new CountDownLatch(1);

        Words(String heldAt) {
            super(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
            this.heldAt = heldAt;
        }

        @Override
        public void println(String line) {
            super.println(line);
            if (line.startsWith(heldAt)) {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        List<String> lines() {
            return out.toString().lines().toList();
        }

        long count(String beginning) {
            return lines().stream().filter(line -> line.startsWith(beginning)).count();
        }
    }

    private Path file(PostgresServer server, String name) throws IOException {
        Path home = Files.createDirectories(folder.resolve(name));
        Files.writeString(home.resolve("secret"), server.password() + "\n");
        return Files.writeString(home.resolve("orca.yaml"), "journal: {url: '" + server.url() + "', user: "
                + PostgresServer.USER + ", password-file: secret}\n" + Village.TYPES + "brokers: {market: {}}\n");
    }

    @Test
    void whoeverWasOvertakenBeforeItBeganSaysByWhomAndStandsByAgain() throws Exception {
        try (PostgresServer server = PostgresServer.start(); Up slow = new Up(file(server, "slow"), LEADS)) {
            // It has the lead, and does not beat yet: the other one sees nothing of it.
            slow.until(LEADS, 1);
            try (Up swift = new Up(file(server, "swift"), "nothing")) {
                swift.until(BEGUN, 1);
                String other = Lead.node(folder.resolve("swift/data"));
                slow.words.go.countDown();
                slow.until(other + " has taken over; this container leads no more.", 1);
                slow.until("Standing by: " + other + " leads.", 1);
                assertThat(slow.words.count(BEGUN)).as("it never ran").isZero();
                assertThat(swift.end()).isZero();
            }
            slow.until(LEADS, 2);
            slow.until(BEGUN, 1);
            assertThat(slow.end()).as("%s", slow.words.lines()).isZero();
        }
    }
}
