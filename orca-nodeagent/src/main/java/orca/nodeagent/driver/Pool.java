package orca.nodeagent.driver;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Things of which each unit has one, such as addresses or users. That a unit has one is a link in a folder, named after the
 * thing and leading to the unit's name: making it is what takes the thing, so two who want the same cannot both have it.
 * Other units come and go while one is asked for, in this process and in others.
 */
public final class Pool {
    private final Path folder;

    /** A pool over {@code folder}, which is made when something is taken. */
    public Pool(Path folder) {
        this.folder = folder;
    }

    /**
     * What {@code unit} has, taken now if it has none.
     *
     * @param things all that there are, in the order in which they are tried; each the name of a file
     * @throws IOException also when all are taken
     */
    public String take(String unit, Stream<String> things) throws IOException {
        Optional<String> had = of(unit);
        if (had.isPresent()) {
            return had.get();
        }
        Files.createDirectories(folder);
        long tried = 0;
        for (Iterator<String> all = things.iterator(); all.hasNext(); tried++) {
            String thing = all.next();
            try {
                Files.createSymbolicLink(folder.resolve(thing), Path.of(unit));
                return thing;
            } catch (FileAlreadyExistsException taken) {
                continue;
            }
        }
        throw new IOException(folder.getFileName() + ": all " + tried + " are taken");
    }

    /** What {@code unit} has. */
    public Optional<String> of(String unit) throws IOException {
        for (Path link : links()) {
            if (owner(link).equals(Optional.of(unit))) {
                return Optional.of(link.getFileName().toString());
            }
        }
        return Optional.empty();
    }

    /** Gives back what {@code unit} has, if it has something. */
    public void free(String unit) throws IOException {
        Optional<String> had = of(unit);
        if (had.isPresent()) {
            Files.deleteIfExists(folder.resolve(had.get()));
        }
    }

    /** Who has something. */
    public Set<String> units() throws IOException {
        Set<String> units = new TreeSet<>();
        for (Path link : links()) {
            owner(link).ifPresent(units::add);
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

    /** Whose it is; nobody's when it was freed since it was listed. */
    private static Optional<String> owner(Path link) throws IOException {
        try {
            return Optional.of(Files.readSymbolicLink(link).toString());
        } catch (NoSuchFileException freed) {
            return Optional.empty();
        }
    }
}
