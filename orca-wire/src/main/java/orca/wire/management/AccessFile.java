package orca.wire.management;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;

/**
 * Where a container listens and the token that it asks for: two lines in a file of its folder that only its owner may
 * read. Who can read that file may command the container.
 *
 * @param url such as {@code http://127.0.0.1:7420}
 * @param token 64 hexadecimal digits; never shown
 */
public record AccessFile(URI url, String token) {
    /** The file's name in the container's folder. */
    public static final String NAME = "management.access";

    public AccessFile {
        Objects.requireNonNull(url, "url");
        if (!token.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("token: must be 64 hexadecimal digits");
        }
    }

    /**
     * What the file in {@code folder} says.
     *
     * @throws ManagementClient.Unreachable when there is none, so no container runs there
     */
    public static AccessFile read(Path folder) {
        Path file = folder.resolve(NAME);
        try {
            List<String> lines = Files.readAllLines(file);
            if (lines.size() < 2) {
                throw new ManagementClient.Unreachable(
                        file + " is not complete; start the container again with 'orca up'.", null);
            }
            return new AccessFile(URI.create(lines.get(0)), lines.get(1));
        } catch (NoSuchFileException e) {
            throw new ManagementClient.Unreachable("No container runs on " + folder + "; start one with 'orca up'.", e);
        } catch (IOException | IllegalArgumentException e) {
            throw new ManagementClient.Unreachable("Cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** Puts the file there, whole, and never readable for others. */
    public void write(Path folder) throws IOException {
        Path fresh = folder.resolve(NAME + ".new");
        Files.deleteIfExists(fresh);
        if (fresh.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(fresh);
        }
        Files.writeString(fresh, url + "\n" + token + "\n", StandardOpenOption.WRITE);
        Files.move(fresh, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Never the token. */
    @Override
    public String toString() {
        return "AccessFile[" + url + "]";
    }
}
