package orca.handler.services;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A folder that says by a file in it that it is the one. The place where a disk is mounted is there without the disk too, and is
 * empty then; whoever took that for the folder would find everything gone.
 */
public final class MarkedFolder {
    /** The file that says it, and by which those who change what is in the folder wait for one another. */
    public static final String MARKER = ".lock";

    /** Those that had their marker while this process lives: where it is away, something is wrong, and it is not made anew. */
    private static final Set<Path> SEEN = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final Path marker;

    public MarkedFolder(Path folder) {
        this.folder = folder;
        this.marker = folder.resolve(MARKER);
    }

    /** Marks it where it is empty and never had a marker while this process lives; for the first setup of all. */
    public void mark() throws ServiceException {
        if (SEEN.contains(marker) || !Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> within = Files.list(folder)) {
            if (within.findAny().isEmpty()) {
                Files.createFile(marker);
            }
        } catch (FileAlreadyExistsException quicker) {
            return; // another setup, at the same time
        } catch (IOException failed) {
            throw ServiceException.passing("folder: " + folder + " cannot be read or written: " + failed.getMessage(), failed);
        }
    }

    /** Waits until nobody else changes what is in the folder; makes no marker. */
    public FileGuard alone() throws IOException, InterruptedException {
        return FileGuard.ofThere(marker);
    }

    /** Goes on only where it is the folder that it ought to be. */
    public void need() throws ServiceException {
        if (Files.isRegularFile(marker, LinkOption.NOFOLLOW_LINKS)) {
            SEEN.add(marker);
        } else if (!Files.isDirectory(folder)) {
            throw ServiceException.passing("folder: there is no " + folder + "; mount it, or make it");
        } else {
            throw ServiceException.passing("folder: " + folder + " has no file " + MARKER
                    + ", as where its disk is not mounted; mount it, or, if it is the one, say: touch " + marker);
        }
    }
}
