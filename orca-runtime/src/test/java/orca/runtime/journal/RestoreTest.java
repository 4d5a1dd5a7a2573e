package orca.runtime.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import orca.core.journal.Group;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the copy of an open journal. That every journal can be copied is in its contract. */
class RestoreTest {
    @TempDir
    private Path folder;

    private JournalFiles files(String where) {
        return new JournalFiles(folder.resolve(where), "north");
    }

    private H2Journal journal(String where) {
        return new H2Journal(files(where), TestRecord.codec(), H2Journal.KEEP_ALL);
    }

    private byte[] copied(int groups) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Journal journal = journal("first")) {
            journal.open(new Told());
            journal.append(JournalContract.groups(1, groups));
            journal.copy(out);
        }
        return out.toByteArray();
    }

    private void restore(byte[] stream, long epoch) {
        JournalFiles files = files("second");
        JournalCopy.restore(files, new H2Store(files), new ByteArrayInputStream(stream), epoch, "it was restored");
    }

    @Test
    void aRestoredJournalSaysThatItLostSomethingUntilItsActorHasWritten() throws Exception {
        restore(copied(3), 7);
        for (int opening = 0; opening < 2; opening++) {
            try (Journal journal = journal("second")) {
                Told told = new Told();
                Journal.Recovered recovered = journal.open(told);
                assertThat(recovered.lossAccepted()).isTrue();
                assertThat(recovered.epoch()).isEqualTo(7);
                assertThat(recovered.remarks()).containsExactly("it was restored");
                assertThat(told.groups).isEqualTo(JournalContract.groups(1, 3));
            }
        }
        try (Journal journal = journal("second")) {
            journal.open(new Told());
            journal.append(new Group(4, 7, JournalContract.START.plusMillis(4), JournalContract.group(4, 1).records()));
        }
        try (Journal journal = journal("second")) {
            Journal.Recovered recovered = journal.open(new Told());
            assertThat(recovered.lossAccepted()).isFalse();
            assertThat(recovered.remarks()).isEmpty();
            assertThat(recovered.epoch()).isEqualTo(7);
            assertThat(journal.check().sound()).isTrue();
        }
        assertThat(JournalCheck.check(files("second"), TestRecord.codec()).sound()).isTrue();
    }

    @Test
    void nothingIsRestoredOverWhatIsThere() throws Exception {
        byte[] stream = copied(3);
        restore(stream, 7);
        assertThatThrownBy(() -> restore(stream, 8)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("there is something already");
        Files.delete(files("second").database());
        Files.delete(files("second").folder().resolve("north.loss"));
        assertThatThrownBy(() -> restore(stream, 8)).as("a head file remembers what is lost")
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("north.head");
    }

    @Test
    void aStreamThatWasBrokenOffOrChangedIsNoJournal() throws Exception {
        byte[] stream = copied(40);
        for (int length = 0; length < stream.length; length += 61) {
            byte[] part = Arrays.copyOf(stream, length);
            assertThatThrownBy(() -> restore(part, 7)).isInstanceOf(JournalException.JournalDamaged.class);
            assertThat(JournalCopy.taken(new H2Store(files("second")))).isFalse();
        }
        // The reading of the mark is that a restoration came no further; the next one begins again.
        for (int at = 200; at < stream.length; at += 301) {
            byte[] changed = stream.clone();
            changed[at] ^= 1;
            assertThatThrownBy(() -> restore(changed, 7)).isInstanceOf(JournalException.JournalDamaged.class);
        }
        restore(stream, 7);
        try (Journal journal = journal("second")) {
            Told told = new Told();
            journal.open(told);
            assertThat(told.groups).hasSize(40);
        }
    }

    @Test
    void anAcceptedLossIsRememberedUntilTheActorHasWritten() throws Exception {
        copied(3);
        JournalFiles files = files("first");
        byte[] old = Files.readAllBytes(files.database());
        try (Journal journal = journal("first")) {
            journal.open(new Told());
            journal.append(List.of(JournalContract.group(4, 1)));
        }
        Files.write(files.database(), old);
        Files.deleteIfExists(files.redo());
        assertThatThrownBy(() -> journal("first").open(new Told())).isInstanceOf(JournalException.JournalBehind.class);
        try (Journal journal = journal("first")) {
            assertThat(journal.open(new Told(), true).lossAccepted()).isTrue();
        }
        try (Journal journal = journal("first")) {
            Journal.Recovered recovered = journal.open(new Told());
            assertThat(recovered.lossAccepted()).as("it has decided nothing since").isTrue();
            assertThat(recovered.epoch()).isEqualTo(2);
        }
    }
}
