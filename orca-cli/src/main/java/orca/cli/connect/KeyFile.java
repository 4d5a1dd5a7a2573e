package orca.cli.connect;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import orca.cli.screen.Terminal;
import orca.core.resource.Names;
import orca.wire.paper.PaperException;
import orca.wire.trust.Identity;
import orca.wire.trust.TrustException;

/** Finds the file of a key, and says what goes wrong with files. */
public final class KeyFile {
    /** The folder in which {@code orca init} puts keys. */
    public static final String FOLDER = "keys";

    private KeyFile() {}

    /** The key in the file {@code text}, or in {@code keys/NAME.key}. */
    public static Identity read(Terminal terminal, String text) {
        Path file = path(terminal, text);
        if (!Files.exists(file)) {
            file = path(terminal, FOLDER).resolve(text + ".key");
        }
        if (!Files.exists(file)) {
            throw new Failure(Exit.USAGE, "there is no key file " + text + " and no " + FOLDER + "/" + text + ".key",
                    "make one with 'orca key new " + text + "'");
        }
        Path found = file;
        return tried(() -> Identity.read(found));
    }

    /** Writes a new key where {@code file} says; a folder that is made for it is its owner's alone. */
    public static void write(Identity identity, Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder.getParent());
            Files.createDirectory(folder);
            if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
        }
        identity.write(file);
    }

    /** {@code text} as seen from where it was typed. */
    public static Path path(Terminal terminal, String text) {
        try {
            return terminal.folder().resolve(text);
        } catch (InvalidPathException e) {
            throw new Failure(Exit.USAGE, "must be the name of a file, got " + Names.quoted(text));
        }
    }

    /** What is done with files. */
    @FunctionalInterface
    public interface Deed<T> {
        T done() throws IOException, TrustException, PaperException, GeneralSecurityException;
    }

    /** What {@code deed} gives; what goes wrong is said as it is. */
    public static <T> T tried(Deed<T> deed) {
        try {
            return deed.done();
        } catch (FileAlreadyExistsException e) {
            throw new Failure(Exit.CONFLICT, "there is a file " + e.getFile() + " already; nothing was overwritten");
        } catch (IOException e) {
            throw new Failure(Exit.TROUBLE, e instanceof NoSuchFileException ? "there is no " + e.getMessage() : e.getMessage());
        } catch (TrustException | PaperException | GeneralSecurityException e) {
            throw new Failure(Exit.USAGE, e.getMessage());
        }
    }
}
