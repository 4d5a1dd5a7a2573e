package orca.runtime.hosting;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads a secret that stands in the first line of a file. What the file holds is in no message. */
public final class SecretFile {
    /** More than any password. */
    private static final int MOST_BYTES = 4096;

    private SecretFile() {}

    /**
     * The secret in {@code file}.
     *
     * @param field which part of the configuration names the file
     * @throws HostingException when there is none
     */
    public static String read(String field, Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new HostingException(field + ": must hold at most " + MOST_BYTES + " bytes, got " + file);
            }
            String first = Files.readString(file).lines().findFirst().orElse("").strip();
            if (first.isEmpty()) {
                throw new HostingException(field + ": must hold the secret in its first line; " + file + " is empty there");
            }
            return first;
        } catch (NoSuchFileException e) {
            throw new HostingException(field + ": there is no file " + file, e);
        } catch (CharacterCodingException e) {
            throw new HostingException(field + ": must be UTF-8, got " + file, e);
        } catch (IOException e) {
            throw new HostingException(field + ": " + file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
