package orca.handler.libvirt.driver;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Things of which each unit has one, such as addresses. That a unit has one is a link in a folder, named after the thing and
 * leading to the unit's name: making it is what takes the thing, so two who want the same cannot both have it.
 */
final class Pool {
    private final Path folder;
    private final List<String> things;

    /**
     * A pool over a folder, which is made when something is taken.
     *
     * @param things all that there are; each the name of a file
     */
    Pool(Path folder, List<String> things) {
        this.folder = folder;
        this.things = List.copyOf(things);
    }

    boolean isEmpty() {
        return things.isEmpty();
    }

    /** What {@code unit} has, taken now if it has none; an {@link IOException} when all are taken. */
    String take(String unit) throws IOException {
        Optional<String> had = of(unit);
        if (had.isPresent()) {
            return had.get();
        }
        Files.createDirectories(folder);
        for (String thing : things) {
            try {
                Files.createSymbolicLink(folder.resolve(thing), Path.of(unit));
                return thing;
            } catch (FileAlreadyExistsException taken) {
                continue;
            }
        }
        throw new IOException(folder.getFileName() + ": all " + things.size() + " are taken");
    }

    /** What {@code unit} has. */
    Optional<String> of(String unit) throws IOException {
        for (Path link : links()) {
            if (Files.readSymbolicLink(link).toString().equals(unit)) {
                return Optional.of(link.getFileName().toString());
            }
        }
        return Optional.empty();
    }

    void free(String unit) throws IOException {
        Optional<String> had = of(unit);
        if (had.isPresent()) {
            Files.deleteIfExists(folder.resolve(had.get()));
        }
    }

    /** Who has something. */
    Set<String> units() throws IOException {
        Set<String> units = new TreeSet<>();
        for (Path link : links()) {
            units.add(Files.readSymbolicLink(link).toString());
        }
        return units;
    }

    private List<Path> links() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isSymbolicLink).sorted().toList();
        }
    }
}
