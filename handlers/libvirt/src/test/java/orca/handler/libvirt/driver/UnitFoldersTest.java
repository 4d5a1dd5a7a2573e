package orca.handler.libvirt.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnitFoldersTest {
    @TempDir
    private Path folder;
    private Mounts mounts;
    private UnitFolders folders;

    @BeforeEach
    void begin() throws IOException {
        mounts = new Mounts(Files.createFile(folder.resolve("mountinfo")));
        folders = new UnitFolders(folder.resolve("un its"), mounts);
        for (String unit : new String[] {"u1", "u1x"}) {
            folders.make(unit);
            Files.createDirectories(folders.root(unit).resolve("etc"));
            Files.writeString(folders.root(unit).resolve("etc/shadow"), "x");
        }
    }

    private void mounted(Path place) throws IOException {
        Files.writeString(mounts.list(), "22 1 254:1 / / rw - ext4 /dev/vda rw\n40 22 7:0 / "
                + place.toString().replace(" ", "\\040") + " rw,nodev - ext4 /dev/loop0 rw\n");
    }

    @Test
    void aFolderGoesWithAllThatIsInItAndLinksAreNotFollowed() throws IOException {
        Path kept = Files.createDirectories(folder.resolve("kept")).resolve("file");
        Files.writeString(kept, "mine");
        Files.createSymbolicLink(folders.of("u1").resolve("link"), kept.getParent());
        mounted(folders.root("u1x"));
        folders.delete("u1");
        assertThat(folders.exists("u1")).isFalse();
        assertThat(kept).hasContent("mine");
        folders.delete("u1");
    }

    @Test
    void nothingIsRemovedWhereSomethingIsMounted() throws IOException {
        for (Path place : new Path[] {folders.root("u1"), folders.of("u1"), folders.root("u1").resolve("etc")}) {
            mounted(place);
            assertThatThrownBy(() -> folders.delete("u1")).isInstanceOf(IOException.class)
                    .hasMessage("folder: something is mounted at " + place + "; unmount it, and nothing in it is removed");
            assertThat(folders.root("u1").resolve("etc/shadow")).exists();
        }
    }

    @Test
    void thisHostsMountsAreRead() throws IOException {
        assertThat(Mounts.HERE.at(Path.of("/proc"))).isTrue();
        assertThat(Mounts.HERE.at(folder)).isFalse();
        assertThat(Mounts.HERE.within(folder)).isEqualTo(Optional.empty());
    }
}
