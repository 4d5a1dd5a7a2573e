package orca.wire.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalLookupService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
    @TempDir
    private Path folder;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void itKeepsTheModeAndComesAsAWhole() throws IOException {
        Path file = folder.resolve("agent.yaml");
        WholeFile.write(file, bytes("one"));
        assertThat(file).hasContent("one");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Files.writeString(folder.resolve("agent.yaml.new"), "left by somebody who died");
        WholeFile.write(file, bytes("two"));
        assertThat(file).hasContent("two");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-r-----");
        assertThat(folder.resolve("agent.yaml.new")).doesNotExist();
    }

    @Test
    void itKeepsItsOwnerAndItsGroup() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root gives files away");
        Path file = Files.writeString(folder.resolve("trust.yaml"), "one");
        UserPrincipalLookupService who = file.getFileSystem().getUserPrincipalLookupService();
        Files.getFileAttributeView(file, PosixFileAttributeView.class).setGroup(who.lookupPrincipalByGroupName("daemon"));
        Files.setOwner(file, who.lookupPrincipalByName("nobody"));
        WholeFile.write(file, bytes("two"));
        assertThat(file).hasContent("two");
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        assertThat(view.readAttributes().owner().getName()).isEqualTo("nobody");
        assertThat(view.readAttributes().group().getName()).isEqualTo("daemon");
    }

    @Test
    void whereItIsALinkTheFileBehindItIsReplaced() throws IOException {
        Path file = Files.writeString(folder.resolve("real"), "one");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        WholeFile.write(link, bytes("two"));
        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("two");
    }

    @Test
    void whatCannotBeWrittenIsAsItWas() throws IOException {
        Path file = Files.writeString(folder.resolve("kept"), "one");
        Files.createDirectories(folder.resolve("kept.new/full"));
        assertThatThrownBy(() -> WholeFile.write(file, bytes("two"))).isInstanceOf(IOException.class);
        assertThat(file).hasContent("one");
    }
}
