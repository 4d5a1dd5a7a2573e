package orca.wire.management;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Which container this user started last: its folder, in one line of a file in the user's cache folder. So a command finds it
 * without being told. Only a hint: what it names may be gone, and a container runs as well where it cannot be written.
 *
 * @param file the file
 */
public record LastContainer(Path file) {
    /** The file's name in the cache folder. */
    public static final String NAME = "last-container";

    /** The one of the user with these variables: below {@code XDG_CACHE_HOME}, else below {@code HOME}'s {@code .cache}. */
    public static Optional<LastContainer> of(Map<String, String> environment) {
        return folder(environment).map(folder -> new LastContainer(folder.resolve(NAME)));
    }

    /** The user's cache folder for this program, which may not be there yet; empty when no variable names one. */
    public static Optional<Path> folder(Map<String, String> environment) {
        String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
        String home = environment.getOrDefault("HOME", "");
        if (cache.isBlank() && home.isBlank()) {
            return Optional.empty();
        }
        return Optional.of((cache.isBlank() ? Path.of(home, ".cache") : Path.of(cache)).resolve("orca"));
    }

    /** The folder that it names, if it names one. */
    public Optional<Path> read() {
        try {
            return Files.isReadable(file)
                    ? Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty()).map(Path::of)
                    : Optional.empty();
        } catch (IOException | InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** Names {@code container}; whether that could be written. */
    public boolean remember(Path container) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, container.toAbsolutePath() + "\n");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Names nobody any more, unless another was started since. */
    public void forget(Path container) {
        if (read().filter(container.toAbsolutePath()::equals).isPresent()) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                // A hint that leads nowhere does no harm: who follows it is told that nobody is there.
                return;
            }
        }
    }
}
