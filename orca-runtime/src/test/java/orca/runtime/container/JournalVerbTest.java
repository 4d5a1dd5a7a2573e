package orca.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import orca.runtime.config.ConfigFile;
import orca.wire.management.CloseCommand;
import orca.wire.server.Ending;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code orca journal verify} over the folders of containers that ran, and over what became of them. */
@Timeout(180)
class JournalVerbTest {
    @TempDir
    private Path folder;

    private record Ran(int code, String out, String err) {}

    private Ran verify(String... words) throws InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String[] args = Stream.concat(Stream.of("journal"), Arrays.stream(words)).toArray(String[]::new);
        int code = Main.run(args, Map.of(), new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8), new Ending());
        return new Ran(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private Path journals() {
        return folder.resolve("data/journals");
    }

    /** A container that has done something and has ended. */
    private void lived(String lease) {
        try (Laboratory lab = new Laboratory(folder).ready()) {
            lab.client().request(Laboratory.machine(lease, "1h"));
            lab.until(lease, "active");
            lab.client().close(new CloseCommand(Optional.empty(), false, Optional.empty(), lease));
            lab.until(lease, "closed");
        }
    }

    private Map<Path, byte[]> files() throws IOException {
        Map<Path, byte[]> all = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(journals())) {
            for (Path file : files.filter(f -> !f.toString().endsWith(".lock")).toList()) {
                all.put(file, Files.readAllBytes(file));
            }
        }
        return all;
    }

    @Test
    void soundJournalsAreSaidToBeAndStayAsTheyAre() throws Exception {
        lived("r1");
        Map<Path, byte[]> before = files();
        Ran ran = verify("verify", data());
        assertThat(ran.err()).isEmpty();
        assertThat(ran.code()).isZero();
        assertThat(ran.out().lines()).hasSize(3).allMatch(line ->
                line.matches("(duke|lab|market): groups 1 to [0-9]+, [0-9]+ records, all as it was written"));
        assertThat(files()).containsExactlyEntriesOf(before);
        assertThat(verify("verify", journals().toString())).as("the folder of the journals itself will do").isEqualTo(ran);
    }

    @Test
    void aFlippedByteInARecordIsNamedWithItsJournalAndGroup() throws Exception {
        lived("flipme");
        Path database = journals().resolve("market.mv.db");
        byte[] bytes = Files.readAllBytes(database);
        byte[] word = "flipme".getBytes(StandardCharsets.US_ASCII);
        int flips = 0;
        for (int i = 0; i + word.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + word.length, word, 0, word.length)) {
                bytes[i] ^= 1;
                flips++;
            }
        }
        assertThat(flips).as("the reservation's name stands in the file").isPositive();
        Files.write(database, bytes);
        Ran ran = verify("verify", data());
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out()).containsPattern("(?m)^duke: .*, all as it was written$")
                .containsPattern("(?m)^lab: .*, all as it was written$")
                .containsPattern("(?m)^market: .*[0-9]+ findings?$")
                .containsPattern("(?m)^  .*market\\.mv\\.db.*$");
    }

    @Test
    void aTornTailIsFound() throws Exception {
        lived("r1");
        Path database = journals().resolve("duke.mv.db");
        byte[] bytes = Files.readAllBytes(database);
        Files.write(database, Arrays.copyOf(bytes, bytes.length * 2 / 3));
        Files.deleteIfExists(journals().resolve("duke.redo"));
        Ran ran = verify("verify", data());
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out()).containsPattern("(?m)^duke: .* findings?$")
                .containsPattern("(?m)^market: .*, all as it was written$");
    }

    @Test
    void aJournalBehindItsHeadFileHasLostItsTail() throws Exception {
        lived("r1");
        Map<Path, byte[]> old = files();
        lived("r2");
        for (Map.Entry<Path, byte[]> file : old.entrySet()) {
            String name = file.getKey().getFileName().toString();
            if (name.startsWith("lab.") && !name.endsWith(".head")) {
                Files.write(file.getKey(), file.getValue());
            }
        }
        Ran ran = verify("verify", data());
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out()).containsPattern("(?m)^lab: .*, 1 finding$")
                .containsPattern("(?m)^  .*lab\\.head: torn tail: the journal ends at group [0-9]+, the head file remembers");
        Files.delete(journals().resolve("lab.mv.db"));
        assertThat(verify("verify", data()).out()).contains("lab: no groups, 1 finding\n")
                .contains("lab.mv.db: there is no such file");
    }

    @Test
    void whatWasArchivedIsReadAsABackupIs() throws Exception {
        ConfigFile file = ConfigFile.parse(folder.resolve("orca.yaml"),
                Laboratory.text("journal: {keep: 0, snapshot-groups: 4, archive: data/archive}\n"));
        try (Laboratory lab = new Laboratory(folder, file).ready()) {
            for (String lease : List.of("r1", "r2", "r3")) {
                lab.client().request(Laboratory.machine(lease, "1h"));
                lab.until(lease, "active");
            }
        }
        List<Path> archived;
        try (Stream<Path> all = Files.list(folder.resolve("data/archive"))) {
            archived = all.sorted().toList();
        }
        assertThat(archived).isNotEmpty().allMatch(f -> f.getFileName().toString().matches("(duke|lab|market)-\\d{12}\\.backup"));
        for (Path part : archived) {
            Ran ran = verify("verify", part.toString());
            assertThat(ran.out()).matches("(?s)[a-z]+: groups [0-9]+ to [0-9]+, [0-9]+ records, all as it was written\n.*");
            assertThat(ran.code()).isZero();
            assertThat(verify("restore", part.toString(), folder.resolve("elsewhere").toString()).err())
                    .contains("it holds what a journal dropped, and no actor can go on from that");
        }
        assertThat(archived).as("parts that begin later").anyMatch(part -> !part.toString().endsWith("-000000000001.backup"));
        assertThat(folder.resolve("elsewhere")).doesNotExist();
    }

    @Test
    void theJournalsOfARunningContainerAreNotTouched() throws Exception {
        try (Laboratory lab = new Laboratory(folder).ready()) {
            Ran ran = verify("verify", data());
            assertThat(ran.code()).isEqualTo(7);
            assertThat(ran.out()).isEmpty();
            assertThat(ran.err()).startsWith("orca: journal ").contains("is open already: is 'duke' running? Stop it first");
            assertThat(lab.client().health().well()).isTrue();
        }
        assertThat(verify("verify", data()).code()).isZero();
    }

    @Test
    void whereThereIsNoJournalItSaysSo() throws Exception {
        Ran nowhere = verify("verify", folder.resolve("nowhere").toString());
        assertThat(nowhere).isEqualTo(new Ran(2, "",
                "orca: there is no folder " + folder.resolve("nowhere")
                + " to read journals from; name the folder of a container\n"));
        Files.writeString(folder.resolve("Notes.head"), "no journal's name");
        assertThat(verify("verify", folder.toString())).isEqualTo(new Ran(2, "",
                "orca: there is no journal in " + folder + "; name the folder of a container\n"));
        for (String wrong : List.of("", "verfy", "verify a b", "verify -x", "copy", "copy a")) {
            Ran ran = verify(wrong.isEmpty() ? new String[0] : wrong.split(" "));
            assertThat(ran.code()).as(wrong).isEqualTo(2);
            assertThat(ran.err()).startsWith("orca: journal: ").endsWith("  see 'orca journal --help'\n");
        }
        assertThat(verify("--help").out()).startsWith("Usage: orca journal verify [WHERE]").contains("Exit codes:");
    }

    @Test
    void aCopyNeedsTwoPlacesOfOneFolderAndActorsThatAreThere() throws Exception {
        lived("r1");
        String here = data();
        String missing = folder.resolve("nowhere").toString();
        assertThat(verify("copy", here, missing)).isEqualTo(new Ran(2, "", "orca: to: must belong to the folder that 'from'"
                + " belongs to, " + journals() + ", got " + missing + "\n"));
        assertThat(verify("copy", here, here).err()).startsWith("orca: to: must be another place than 'from', got ");
        assertThat(verify("copy", here, here, "duk")).isEqualTo(new Ran(2, "",
                "orca: actor: there is no journal of 'duk' in " + journals() + ", only of duke, lab, market\n"));
    }
}
