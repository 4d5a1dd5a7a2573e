package orca.simulator.demo;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import orca.wire.management.LastContainer;

/**
 * Where one demo lives: a fresh folder for its state, and a lock in the user's cache folder that keeps a second one out. What
 * a demo that was killed left behind is found through the lock's file and removed by the next one.
 */
final class Premises implements AutoCloseable {
    private final Path note;
    private final FileChannel lock;
    private final Path state;
    private final Optional<Path> leftover;

    private Premises(Path note, FileChannel lock, Path state, Optional<Path> leftover) {
        this.note = note;
        this.lock = lock;
        this.state = state;
        this.leftover = leftover;
    }

    /**
     * The premises of a demo of this user.
     *
     * @param parent where to make the folder of state; the system's temporary folder when absent
     */
    static Premises take(Map<String, String> environment, Optional<Path> parent) {
        Path cache = LastContainer.folder(environment)
                .orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir"), "orca-" + System.getProperty("user.name")));
        // The note is a file of its own: closing any reader of a locked file would end the lock.
        Path note = cache.resolve("demo.folder");
        FileChannel channel = open(cache, cache.resolve("demo.lock"));
        try {
            if (!locked(channel)) {
                channel.close();
                throw new Sentence("Another demo of yours is running, in " + said(note)
                        + ". Press Ctrl-C where it runs, then try again.");
            }
            Optional<Path> leftover = leftover(note);
            Path state = makeState(parent);
            Files.writeString(note, state + "\n");
            return new Premises(note, channel, state, leftover);
        } catch (IOException e) {
            throw new Sentence("The folder " + cache + " cannot be used: " + e.getMessage() + ".", e);
        }
    }

    private static FileChannel open(Path cache, Path file) {
        try {
            Files.createDirectories(cache);
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new Sentence("The folder " + cache + " cannot be written (" + e.getClass().getSimpleName()
                    + "); set XDG_CACHE_HOME to one that can.", e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // another demo in this very process
        }
    }

    private static Path makeState(Optional<Path> parent) {
        try {
            return parent.isPresent()
                    ? Files.createTempDirectory(Files.createDirectories(parent.get()), "orca-demo-")
                    : Files.createTempDirectory("orca-demo-");
        } catch (IOException e) {
            throw new Sentence("No folder of state can be made in " + parent.map(Path::toString)
                    .orElse(System.getProperty("java.io.tmpdir")) + " (" + e.getClass().getSimpleName()
                    + "); name one that can be written with --folder.", e);
        }
    }

    private static String said(Path note) throws IOException {
        return Files.exists(note) ? Files.readString(note).strip() : "";
    }

    private static Optional<Path> leftover(Path note) throws IOException {
        String said = said(note);
        return said.isEmpty() ? Optional.empty()
                : Optional.of(Path.of(said)).filter(p -> p.getFileName().toString().startsWith("orca-demo-"))
                        .filter(Files::isDirectory);
    }

    Path state() {
        return state;
    }

    /** The folder of a demo that was killed, if there is one. */
    Optional<Path> leftover() {
        return leftover;
    }

    /** Removes the folder of state and lets the next demo in. */
    @Override
    public void close() {
        try {
            remove(state);
            Files.deleteIfExists(note);
            lock.close();
        } catch (IOException e) {
            throw new Sentence("The folder " + state + " cannot be removed: " + e.getMessage() + ".", e);
        }
    }

    /** Removes {@code folder} and all in it; links are removed, not followed. */
    static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path inner, IOException trouble) throws IOException {
                if (trouble != null) {
                    throw trouble;
                }
                Files.delete(inner);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
