package orca.handler.libvirt.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes a disk out of an image by the cheapest way that the store has. A disk appears under its name when it is whole: until
 * then it is a part under another.
 */
final class FlashClone {
    /** The ways, the cheapest first. */
    enum Way {
        /** A pool of volumes shares the blocks; the disk is a snapshot there, and depends on nobody. */
        THIN,
        /** The file system shares the blocks; the disk depends on nobody. */
        REFLINK,
        /** The disk holds what differs, and stands on the image. */
        BACKING,
        /** Every block is copied. */
        COPY;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private final List<Way> permitted;
    private final Optional<ThinPool> pool;

    /** @param pool where volumes are made, if there is one */
    FlashClone(List<Way> permitted, Optional<ThinPool> pool) {
        this.permitted = List.copyOf(permitted);
        this.pool = pool;
    }

    /**
     * A disk as it was made.
     *
     * @param file where it is; for a volume, a link that leads to it
     * @param format how the hypervisor reads it
     * @param way how it was made
     */
    record Made(Path file, String format, Way way) {}

    /**
     * Makes the disk of {@code unit} as {@code target}, with the ending of its format, out of {@code image}.
     *
     * @param bytes how large the disk is to be; at least what the image is
     * @throws IOException when no way works, with the reason of each
     */
    Made make(String unit, ImageLibrary.Content image, ImageLibrary.Disk kind, Path target, long bytes)
            throws IOException, InterruptedException {
        List<String> reasons = new ArrayList<>();
        for (Way way : permitted) {
            if (way == Way.THIN) {
                try {
                    return thin(unit, image, kind, target, bytes);
                } catch (IOException failed) {
                    reasons.add(way.word() + ": " + failed.getMessage());
                    continue;
                }
            }
            Path part = Files.createTempFile(target.getParent(), "disk", ".part");
            try {
                String format = way == Way.BACKING ? "qcow2" : kind.format();
                fill(way, image.file(), kind, part, bytes);
                Path disk = target.resolveSibling(target.getFileName() + "." + format);
                Files.move(part, disk, StandardCopyOption.ATOMIC_MOVE);
                return new Made(disk, format, way);
            } catch (IOException failed) {
                reasons.add(way.word() + ": " + failed.getMessage());
            } finally {
                Files.deleteIfExists(part);
            }
        }
        throw new IOException("the disk cannot be made out of " + image.file() + "; " + String.join("; ", reasons));
    }

    private Made thin(String unit, ImageLibrary.Content image, ImageLibrary.Disk kind, Path target, long bytes)
            throws IOException, InterruptedException {
        ThinPool volumes = pool.orElseThrow(() -> new IOException("there is no pool of volumes; the setting volumes names one"));
        volumes.make(unit, image, kind, bytes);
        Path link = target.resolveSibling(target.getFileName() + ".raw");
        Files.createSymbolicLink(link, volumes.device(unit));
        return new Made(link, "raw", Way.THIN);
    }

    private static void fill(Way way, Path image, ImageLibrary.Disk kind, Path part, long bytes)
            throws IOException, InterruptedException {
        switch (way) {
            case THIN -> throw new IllegalArgumentException("a volume is no file");
            case REFLINK -> Tool.run("cp", "--reflink=always", "--no-preserve=all", image.toString(), part.toString());
            case BACKING -> Tool.run("qemu-img", "create", "-q", "-f", "qcow2", "-b", image.toAbsolutePath().toString(), "-F",
                    kind.format(), part.toString(), Long.toString(bytes));
            case COPY -> Tool.run("cp", "--reflink=never", "--sparse=always", "--no-preserve=all", image.toString(),
                    part.toString());
        }
        if (way != Way.BACKING && bytes > kind.bytes()) {
            Tool.run("qemu-img", "resize", "-q", "-f", kind.format(), part.toString(), Long.toString(bytes));
        }
    }
}
