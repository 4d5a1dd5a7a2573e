package orca.handler.services.addresses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReservationFileTest {
    @TempDir
    private Path folder;

    @Test
    void whoeverCouldReadItCanReadItStill() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root gives files away");
        Path file = Files.writeString(folder.resolve("leased.json"), "[{\"hw-address\": \"02:00:00:00:00:01\"}]");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.setOwner(file, file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        try (ReservationFile open = ReservationFile.open(file)) {
            open.write("nobody's", List.of());
        }
        PosixFileAttributes now = Files.readAttributes(file, PosixFileAttributes.class);
        assertThat(now.owner().getName()).isEqualTo("nobody");
        assertThat(PosixFilePermissions.toString(now.permissions())).isEqualTo("rw-------");
        assertThat(Files.readString(file)).contains("02:00:00:00:00:01");
    }
}
