package orca.cli.connect;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import orca.cli.screen.Terminal;
import orca.wire.management.AccessFile;
import orca.wire.management.LastContainer;

/**
 * Finds the container that a command is for: the one that {@code --container} names, or the variable
 * {@code ORCA_CONTAINER}; else the one that runs on {@code ./orca-data}; else the one that this user started last. A
 * container is named by its folder, or by its URL together with its token in {@code ORCA_TOKEN}.
 */
public final class Containers {
    /** The folder that a container uses when its configuration names none. */
    public static final String USUAL_FOLDER = "orca-data";

    private Containers() {}

    /**
     * Where the container is and what opens it.
     *
     * @param option what {@code --container} said, if it was there
     */
    public static AccessFile find(Terminal terminal, Optional<String> option) {
        Optional<String> named = option.or(() -> variable(terminal.environment(), "ORCA_CONTAINER"));
        if (named.isPresent()) {
            return named(terminal, named.get());
        }
        Path usual = terminal.folder().resolve(USUAL_FOLDER);
        if (Files.exists(usual.resolve(AccessFile.NAME))) {
            return AccessFile.read(usual);
        }
        Path last = LastContainer.of(terminal.environment()).flatMap(LastContainer::read).orElseThrow(() -> new Failure(
                Exit.TROUBLE, "no container runs here",
                "start one with 'orca up FILE' or 'orca demo --keep'", "or name its folder with --container or ORCA_CONTAINER"));
        return AccessFile.read(last);
    }

    private static AccessFile named(Terminal terminal, String name) {
        if (name.startsWith("http://") || name.startsWith("https://")) {
            String token = variable(terminal.environment(), "ORCA_TOKEN").orElseThrow(() -> new Failure(Exit.USAGE,
                    "--container: a URL needs the container's token in the variable ORCA_TOKEN",
                    "or name the container's folder instead"));
            try {
                return new AccessFile(URI.create(name), token);
            } catch (IllegalArgumentException e) {
                throw new Failure(Exit.USAGE, "--container: " + e.getMessage());
            }
        }
        try {
            return AccessFile.read(terminal.folder().resolve(name));
        } catch (InvalidPathException e) {
            throw new Failure(Exit.USAGE, "--container: neither a URL nor a folder, got '" + name + "'");
        }
    }

    private static Optional<String> variable(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }
}
