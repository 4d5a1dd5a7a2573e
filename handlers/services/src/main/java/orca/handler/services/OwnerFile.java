package orca.handler.services;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** A file that holds a secret and that nobody but its owner may read. What it holds is in no message. */
public final class OwnerFile {
    private static final int MOST_BYTES = 4096;
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

    private OwnerFile() {}

    /**
     * All of {@code file}; read anew each time, so that a changed secret needs no restart.
     *
     * @param setting which setting names the file
     * @throws ServiceException when there is none, or others may read or write it
     */
    public static String read(String setting, Path file) throws ServiceException {
        try {
            if (Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
                throw ServiceException.passing(setting + ": " + file + " may be read or written by others; say chmod 600 "
                        + file);
            }
            if (Files.size(file) > MOST_BYTES) {
                throw ServiceException.passing(setting + ": " + file + " has more than " + MOST_BYTES + " bytes");
            }
            return Files.readString(file);
        } catch (NoSuchFileException missing) {
            throw ServiceException.passing(setting + ": there is no file " + file, missing);
        } catch (CharacterCodingException binary) {
            throw ServiceException.passing(setting + ": " + file + " is not text in UTF-8");
        } catch (IOException unreadable) {
            throw ServiceException.passing(setting + ": " + file + " cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }
}
