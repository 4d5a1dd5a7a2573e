package orca.nodeagent.disk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import orca.core.resource.Names;

/** Cells that are files of one folder. Names are as {@link Names} allows. */
public final class FolderCells implements Cells {
    private static final String PART = ".part";
    private final Path folder;

    /** @param folder made when missing */
    public FolderCells(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
    }

    @Override
    public synchronized Map<String, String> all() throws IOException {
        record Aged(FileTime when, Path file) {}
        List<Aged> files = new ArrayList<>();
        try (Stream<Path> found = Files.list(folder)) {
            for (Path file : (Iterable<Path>) found::iterator) {
                if (file.toString().endsWith(PART)) {
                    Files.delete(file); // a write that was cut short: nobody was told of it
                } else {
                    files.add(new Aged(Files.getLastModifiedTime(file), file));
                }
            }
        }
        files.sort(Comparator.comparing(Aged::when).thenComparing(Aged::file));
        Map<String, String> all = new LinkedHashMap<>();
        for (Aged aged : files) {
            all.put(aged.file().getFileName().toString(), Files.readString(aged.file()));
        }
        return all;
    }

    @Override
    public synchronized void put(String name, String text) throws IOException {
        Path file = folder.resolve(Names.check("cell", name));
        Path part = folder.resolve(name + PART);
        Synced.write(part, text.getBytes(StandardCharsets.UTF_8));
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Synced.folder(folder);
    }

    @Override
    public synchronized void remove(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(Names.check("cell", name)));
        Synced.folder(folder);
    }
}
