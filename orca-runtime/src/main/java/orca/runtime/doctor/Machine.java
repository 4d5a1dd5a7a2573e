package orca.runtime.doctor;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import orca.wire.time.WallClock;

/**
 * What is looked at besides the deployment.
 *
 * @param java the version that runs
 * @param disk how much room there is
 * @param patience how long a peer may take to answer
 */
public record Machine(int java, Disk disk, Clock clock, Duration patience) {
    /** The disk that a path is on. */
    @FunctionalInterface
    public interface Disk {
        Space of(Path path) throws IOException;
    }

    /** In bytes. */
    public record Space(long free, long total) {}

    /** This one. */
    public static Machine real() {
        return new Machine(Runtime.version().feature(), path -> {
            FileStore store = Files.getFileStore(path);
            return new Space(store.getUsableSpace(), store.getTotalSpace());
        }, WallClock.utc(), Duration.ofSeconds(5));
    }
}
