package orca.handler.libvirt.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageLibraryTest {
    private static final String HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    @TempDir
    Path folder;

    private ImageLibrary library;

    @BeforeEach
    void fill() throws IOException {
        library = new ImageLibrary(folder, folder.resolve("memory"));
        Files.writeString(folder.resolve("a.raw"), "hello");
        Files.writeString(folder.resolve("SHA256SUMS"), HELLO + "  a.raw\n" + HELLO + " *gone.raw\n");
    }

    @Test
    void whatIsAsTheSumsSayIsFound() throws IOException {
        assertThat(library.find("image", "a.raw", Optional.empty()))
                .isEqualTo(new ImageLibrary.Content(folder.resolve("a.raw"), HELLO));
        assertThat(library.find("image", "a.raw", Optional.of(HELLO)).sha256()).isEqualTo(HELLO);
    }

    @Test
    void whatIsNotInTheSumsIsNotInTheLibrary() throws IOException {
        Files.writeString(folder.resolve("b.raw"), "hello");
        assertThatThrownBy(() -> library.find("image", "b.raw", Optional.empty()))
                .hasMessageContaining("has no 'b.raw', only [a.raw, gone.raw]");
        assertThatThrownBy(() -> library.find("image", "gone.raw",
                Optional.empty())).hasMessageContaining("there is no such file");
    }

    @Test
    void aChangeIsSeenAfterTheFirstComparison() throws IOException {
        library.find("image", "a.raw", Optional.empty());
        Files.writeString(folder.resolve("a.raw"), "hellO!");
        assertThatThrownBy(() -> library.find("image", "a.raw", Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("'a.raw' differs from what SHA256SUMS says");
    }

    @Test
    void aNoteOfAnotherContentIsNotBelieved() throws IOException {
        library.find("image", "a.raw", Optional.empty());
        Path note = folder.resolve("memory/a.raw.sha256");
        Files.writeString(note, Files.readString(note).replace(" 5 ", " 6 ").replace(HELLO, "0".repeat(64)));
        assertThat(library.find("image", "a.raw", Optional.empty()).sha256()).isEqualTo(HELLO);
    }

    @Test
    void sumsThatAreNoneAreRefused() throws IOException {
        Files.writeString(folder.resolve("SHA256SUMS"), "hello a.raw\n");
        assertThatThrownBy(() -> library.find("image", "a.raw", Optional.empty())).hasMessageContaining("a line that is no hash");
        Files.delete(folder.resolve("SHA256SUMS"));
        assertThatThrownBy(() -> library.find("image", "a.raw", Optional.empty())).hasMessageContaining("has no file SHA256SUMS");
    }

    @Test
    void aDiskThatStandsOnAnotherIsRefused() throws IOException {
        ByteBuffer head = ByteBuffer.allocate(128).putInt(0x514649fb).putInt(3).putLong(0).putInt(0).putInt(16).putLong(1 << 20);
        Files.write(folder.resolve("q"), head.array());
        assertThat(ImageLibrary.Disk.of(folder.resolve("q"))).isEqualTo(new ImageLibrary.Disk("qcow2", 1 << 20));
        Files.write(folder.resolve("q"), head.putLong(8, 100).array());
        assertThatThrownBy(() -> ImageLibrary.Disk.of(folder.resolve("q"))).hasMessageContaining("stands on another image");
        assertThat(ImageLibrary.Disk.of(folder.resolve("a.raw"))).isEqualTo(new ImageLibrary.Disk("raw", 5));
    }
}
