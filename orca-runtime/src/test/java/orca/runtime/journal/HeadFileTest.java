package orca.runtime.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadFileTest {
    @TempDir
    Path folder;

    private static HeadFile.Head head(long sequence) {
        byte[] hash = new byte[Chain.HASH_BYTES];
        Arrays.fill(hash, (byte) sequence);
        return new HeadFile.Head(sequence, 3, hash);
    }

    private Path file() {
        return folder.resolve("north.head");
    }

    private void write(long from, long to) throws IOException {
        Files.deleteIfExists(file());
        try (HeadFile file = HeadFile.open(file(), head(from))) {
            for (long n = from + 1; n <= to; n++) {
                file.write(head(n));
            }
        }
    }

    private long read() throws IOException {
        return HeadFile.read(file()).orElseThrow().sequence();
    }

    @Test
    void saysNothingWhenItIsNotThere() throws IOException {
        assertThat(HeadFile.read(file())).isEmpty();
    }

    @Test
    void remembersTheLastHeadWritten() throws IOException {
        for (int writes = 0; writes < 5; writes++) {
            write(7, 7 + writes);
            HeadFile.Head read = HeadFile.read(file()).orElseThrow();
            assertThat(read.sequence()).isEqualTo(7 + writes);
            assertThat(read.epoch()).isEqualTo(3);
            assertThat(read.hash()).isEqualTo(head(7 + writes).hash());
        }
    }

    @Test
    void goesOnInTheSameFileAfterReopening() throws IOException {
        write(1, 4);
        for (long n = 5; n < 9; n++) {
            HeadFile.open(file(), head(n)).close();
            assertThat(read()).isEqualTo(n);
            byte[] whole = Files.readAllBytes(file());
            assertThat(HeadFile.slot(whole, 0).orElseThrow().sequence() + HeadFile.slot(whole, 1).orElseThrow().sequence())
                    .as("both slots, in turn").isEqualTo(2 * n - 1);
        }
    }

    @Test
    void aLowerSequenceInAHigherEpochIsNewer() throws IOException {
        write(1, 9);
        HeadFile.open(file(), new HeadFile.Head(5, 4, head(5).hash())).close();
        assertThat(read()).isEqualTo(5);
    }

    @Test
    void keepsItsSizeSoThatASyncHasNothingElseToWrite() throws IOException {
        write(1, 1);
        long size = Files.size(file());
        write(1, 9);
        assertThat(Files.size(file())).isEqualTo(size).isEqualTo((long) HeadFile.SLOTS * HeadFile.BLOCK_BYTES);
    }

    @Test
    void aTornSlotLeavesTheOneBefore() throws IOException {
        write(1, 4);
        byte[] whole = Files.readAllBytes(file());
        int slotOfNewest = HeadFile.slot(whole, 0).orElseThrow().sequence() == 4 ? 0 : 1;
        for (int at = 0; at < 64; at++) {
            byte[] torn = whole.clone();
            torn[slotOfNewest * HeadFile.BLOCK_BYTES + at] ^= 0x10;
            Files.write(file(), torn);
            assertThat(read()).as("byte %d flipped", at).isEqualTo(3);
        }
    }

    @Test
    void refusesToGuessWhenBothSlotsAreTorn() throws IOException {
        write(1, 4);
        Files.write(file(), new byte[HeadFile.SLOTS * HeadFile.BLOCK_BYTES]);
        assertThatThrownBy(() -> HeadFile.read(file()))
                .isInstanceOf(JournalException.JournalDamaged.class)
                .hasMessageContaining("neither of its two slots can be read");
        Files.write(file(), new byte[10]);
        assertThatThrownBy(() -> HeadFile.read(file())).isInstanceOf(JournalException.JournalDamaged.class);
    }
}
