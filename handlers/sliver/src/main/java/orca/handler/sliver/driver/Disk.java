package orca.handler.sliver.driver;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Where a sliver keeps what it writes. One with a limit has a file system of that size, an image in its folder that takes room
 * as it is written: the kernel says "no space" to that sliver alone. One without writes into its folder. Whatever it dies
 * after, what is mounted lies in the folder, where {@link Remains} looks; the loop device goes with the mount.
 */
final class Disk {
    private final Node node;
    private final Consumer<String> passed;

    /** @param passed told of each step when it is over */
    Disk(Node node, Consumer<String> passed) {
        this.node = node;
        this.passed = passed;
    }

    /** Makes it, and gives the folder to write to. */
    Path make(String unit, SliverSpec spec) throws IOException, InterruptedException {
        Path folder = node.folder(unit);
        if (spec.disk().isEmpty()) {
            return folder;
        }
        Path image = folder.resolve("disk.img");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(spec.disk().getAsLong() << 20);
        }
        passed.accept("image");
        // Without a journal, for the image goes with the sliver: nobody looks into it after a crash of the host.
        Tool.run("mke2fs", "-q", "-F", "-t", "ext4", "-O", "^has_journal", "-m", "0", "-E", "lazy_itable_init=1,nodiscard",
                image.toString());
        passed.accept("format");
        Path disk = Files.createDirectories(folder.resolve("disk"));
        // What is deleted in it gives room back to the host.
        Tool.run("mount", "-t", "ext4", "-o", "loop,discard,noatime", image.toString(), disk.toString());
        passed.accept("disk");
        return disk;
    }
}
