package orca.simulator.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicBoolean;
import orca.wire.backup.BackupFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code orca backup}, as an operator types it. */
@Timeout(120)
class BackupTest {
    @TempDir
    private Path folder;

    @Test
    void aBackupIsWrittenAndReadBackWhileLeasesComeAndGo() throws Exception {
        try (Town town = Town.usual(folder)) {
            AtomicBoolean over = new AtomicBoolean();
            Thread guests = Thread.ofPlatform().start(() -> {
                for (int i = 0; !over.get(); i++) {
                    town.orca("request", "--type", "vm", "--size", "cpu=100,memory=64", "--for", "1h", "--id", "r" + i, "--wait");
                    town.orca("close", "r" + i, "--wait");
                }
            });
            try {
                for (int i = 0; i < 5; i++) {
                    Path file = folder.resolve("b" + i + ".backup");
                    Town.Ran ran = town.orca("backup", file.toString());
                    assertThat(ran.code()).as(ran.err()).isZero();
                    assertThat(ran.out()).contains("authority west: up to group ").contains("read back and as it was sent");
                    assertThat(ran.err()).contains("keep besides: the configuration, the keys");
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
                    try (BackupFile backup = new BackupFile(file)) {
                        backup.check();
                        assertThat(backup.manifest().actors()).extracting(part -> part.name())
                                .containsExactly("guest", "market", "west");
                    }
                }
            } finally {
                over.set(true);
                guests.join();
            }
            assertThat(town.orca("get", "actors").out()).contains("running").doesNotContain("restarting");
        }
    }

    @Test
    void nothingIsWrittenOverAndNothingHalfIsLeft() throws Exception {
        Path file = folder.resolve("b.backup");
        Path empty = folder.resolve("empty");
        Files.createDirectory(empty);
        try (Town town = Town.usual(folder)) {
            Files.writeString(file, "mine");
            Town.Ran ran = town.orca("backup", file.toString());
            assertThat(ran.code()).isEqualTo(2);
            assertThat(ran.err()).contains("there is something already");
            assertThat(Files.readString(file)).isEqualTo("mine");
            Town.Ran usual = town.orca("backup", "-o", "name");
            assertThat(usual.code()).isZero();
            assertThat(usual.out()).matches("(?s).*/orca-[0-9]{8}T[0-9]{6}Z\\.backup\n");
        }
        try (Town town = Town.usual(folder); Town other = new Town(folder.resolve("other"), Town.USUAL)) {
            Town.Ran gone = town.orca("backup", empty.resolve("c.backup").toString(), "--container", empty.toString());
            assertThat(gone.code()).isEqualTo(7);
            assertThat(other.orca("backup", empty.resolve("nowhere/c.backup").toString()).code()).isEqualTo(7);
        }
        assertThat(empty).isEmptyDirectory();
    }
}
