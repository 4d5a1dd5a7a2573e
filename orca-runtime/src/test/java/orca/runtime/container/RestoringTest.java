package orca.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import orca.wire.backup.BackupFile;
import orca.wire.management.CloseCommand;
import orca.wire.management.Download;
import orca.wire.management.Filter;
import orca.wire.management.ManagementClient;
import orca.wire.management.SettleCommand;
import orca.wire.server.Ending;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Backups of containers that run, and what {@code orca journal restore} makes of them. */
@Timeout(180)
class RestoringTest {
    @TempDir
    private Path folder;

    private record Ran(int code, String out, String err) {}

    private static Ran journal(String... words) throws InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String[] args = Stream.concat(Stream.of("journal"), Arrays.stream(words)).toArray(String[]::new);
        int code = Main.run(args, Map.of(), new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8), new Ending());
        return new Ran(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private Path backup(Laboratory lab) throws IOException {
        Path file = folder.resolve("lab.backup");
        try (OutputStream out = Files.newOutputStream(file)) {
            Download.backup(lab.client(), out);
        }
        return file;
    }

    /** A backup of a container with one lease, after which there was another. */
    private Path made() throws IOException {
        try (Laboratory lab = new Laboratory(folder.resolve("first")).ready()) {
            lab.client().request(Laboratory.machine("r1", "1h"));
            lab.until("r1", "active");
            Path file = backup(lab);
            lab.client().request(Laboratory.machine("r2", "1h"));
            lab.until("r2", "active");
            lab.client().close(new CloseCommand(Optional.empty(), false, Optional.empty(), "r2"));
            lab.until("r2", "closed");
            return file;
        }
    }

    @Test
    void whatWasThereAtItsTimeIsThereOnAnotherHost() throws Exception {
        Path file = made();
        Ran verified = journal("verify", file.toString());
        assertThat(verified.err()).isEmpty();
        assertThat(verified.code()).isZero();
        assertThat(verified.out().lines().limit(3)).allMatch(line ->
                line.matches("(duke|lab|market): groups 1 to [0-9]+, [0-9]+ records, all as it was written"));
        Path second = folder.resolve("second/data");
        Ran restored = journal("restore", file.toString(), second.toString());
        assertThat(restored.code()).isZero();
        assertThat(restored.out()).containsPattern("(?m)^duke: restored up to group [0-9]+ of .*; epoch [0-9]+ begins$")
                .contains("Not in a backup: keys");
        assertThat(journal("verify", second.toString()).code()).isZero();
        try (Laboratory lab = new Laboratory(folder.resolve("second"))) {
            assertThat(lab.container().differences()).hasSize(3).allMatch(line ->
                    line.contains("was restored from the backup of ")
                            && line.contains("promises nothing new before 'orca settle "));
            assertThat(lab.client().health().actors()).allMatch(actor -> actor.epoch() > 1);
            assertThat(lab.client().reservations(Filter.LIVE).items()).extracting(r -> r.id() + " " + r.state())
                    .containsExactly("r1 active");
            assertThat(lab.client().leases(Filter.LIVE).items()).hasSize(1);
            assertThat(lab.client().actors().items()).allMatch(actor -> actor.reason().startsWith("orca settle "));
            settled(lab, "lab");
            settled(lab, "market");
            settled(lab, "duke");
            assertThat(lab.client().actors().items()).allMatch(actor -> actor.reason().isEmpty());
            lab.client().request(Laboratory.machine("r3", "1h"));
            lab.until("r3", "active");
            assertThat(lab.client().units(Filter.LIVE).items()).extracting(unit -> unit.id()).doesNotHaveDuplicates()
                    .anyMatch(id -> id.matches("duke-u[0-9]+\\.[0-9]+"));
        }
    }

    /** Peers are all here, so that it is a matter of moments until they have said what they hold. */
    private static void settled(Laboratory lab, String actor) {
        SettleCommand command = new SettleCommand(Optional.empty(), false, actor, false, "");
        long deadline = System.nanoTime() + Laboratory.PATIENCE.toNanos();
        while (true) {
            long seen = lab.client().health().changes();
            try {
                command.giveTo(lab.client());
                return;
            } catch (ManagementClient.Refused open) {
                if (System.nanoTime() > deadline) {
                    throw open;
                }
                lab.client().changes(seen, Duration.ofSeconds(1));
            }
        }
    }

    @Test
    void nothingIsRestoredWhereSomethingLiesOrForActorsThatTheFileDoesNotName() throws Exception {
        Path file = made();
        Path second = folder.resolve("second/data");
        assertThat(journal("restore", file.toString(), second.toString()).code()).isZero();
        Ran again = journal("restore", file.toString(), second.toString());
        assertThat(again.code()).isEqualTo(7);
        assertThat(again.err()).contains("there is a journal of 'duke' already").contains("nothing was restored");
        Path odd = Files.writeString(folder.resolve("odd.yaml"), "folder: odd\nbrokers: {duke: {}}\n");
        Ran unfit = journal("restore", file.toString(), odd.toString());
        assertThat(unfit.code()).isEqualTo(2);
        assertThat(unfit.err()).contains("the configuration does not fit the backup: 'duke' is a broker in")
                .contains("'lab' is not in");
        assertThat(folder.resolve("odd")).doesNotExist();
    }

    @Test
    void aBackupThatWasBrokenOffOrChangedCountsForNothing() throws Exception {
        Path file = made();
        byte[] whole = Files.readAllBytes(file);
        Path broken = folder.resolve("broken.backup");
        String second = folder.resolve("second").toString();
        for (int length = 4; length < whole.length; length += whole.length / 7) {
            Files.write(broken, Arrays.copyOf(whole, length));
            assertThat(journal("verify", broken.toString()).code()).isEqualTo(1);
            assertThat(journal("restore", broken.toString(), second).code()).isEqualTo(1);
        }
        int found = 0;
        for (int at = 64; at < whole.length - 600; at += whole.length / 11) {
            byte[] changed = whole.clone();
            changed[at] ^= 4;
            Files.write(broken, changed);
            found += journal("verify", broken.toString()).code() == 1 ? 1 : 0;
        }
        assertThat(found).as("flips that were found").isGreaterThan(5);
        assertThat(folder.resolve("second/journals")).doesNotExist();
        assertThat(new BackupFile(file).manifest().actors()).hasSize(3);
    }

    @Test
    void anEpochComesOnce() {
        Instant made = Instant.parse("2027-01-15T08:00:00Z");
        assertThat(Restoring.epoch(1, made, made)).isEqualTo(2);
        assertThat(Restoring.epoch(1, made, made.minusSeconds(5))).isEqualTo(2);
        long first = Restoring.epoch(1, made, made.plusSeconds(60));
        // A second time, from the same backup; and from one of the life that the first time began.
        assertThat(Restoring.epoch(1, made, made.plusSeconds(61))).isGreaterThan(first);
        assertThat(Restoring.epoch(1, made, made.plusSeconds(4000)))
                .isGreaterThan(Restoring.epoch(first, made.plusSeconds(90), made.plusSeconds(3999)));
    }
}
