package orca.handler.libvirt.driver;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The units' folders on the store, each named after its unit: its disk, its seed, what its console said. */
final class UnitFolders {
    private static final Pattern UNIT = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
    /** As much of a console's end as is read, in bytes. */
    private static final int MOST_CONSOLE = 64 * 1024;

    private final Path units;
    private final Mounts mounts;

    UnitFolders(Path units, Mounts mounts) {
        this.units = units;
        this.mounts = mounts;
    }

    /** What is mounted where they are. */
    Mounts mounts() {
        return mounts;
    }

    Path of(String unit) {
        return units.resolve(unit);
    }

    Path disk(String unit) {
        return of(unit).resolve("disk");
    }

    Path seed(String unit) {
        return of(unit).resolve("seed.iso");
    }

    /** Where a container has its seed. */
    Path seedFolder(String unit) {
        return of(unit).resolve("seed");
    }

    /** Where a container's disk is mounted. */
    Path root(String unit) {
        return of(unit).resolve("root");
    }

    Path console(String unit) {
        return of(unit).resolve("console.log");
    }

    /** Makes the folder; others than its owner may go through it, for the hypervisor has a user of its own. */
    void make(String unit) throws IOException {
        Files.createDirectories(of(unit));
        Files.setPosixFilePermissions(of(unit), PosixFilePermissions.fromString("rwxr-x--x"));
    }

    /** Whether the unit's disk is whole, and how it is read. */
    Optional<FlashClone.Made> made(String unit, FlashClone.Way way) {
        for (String format : List.of("qcow2", "raw")) {
            Path disk = disk(unit).resolveSibling("disk." + format);
            // A link leads to a volume, which is the unit's even when it is not active.
            if (Files.isRegularFile(disk, LinkOption.NOFOLLOW_LINKS) || Files.isSymbolicLink(disk)) {
                return Optional.of(new FlashClone.Made(disk, format, way));
            }
        }
        return Optional.empty();
    }

    /** The volume that the unit's disk is, if it is one. */
    Optional<Path> volume(String unit) throws IOException {
        Path link = disk(unit).resolveSibling("disk.raw");
        return Files.isSymbolicLink(link) ? Optional.of(Files.readSymbolicLink(link)) : Optional.empty();
    }

    /** Writes a whole file or none. */
    static void write(Path file, byte[] content) throws IOException {
        Path part = Files.createTempFile(file.getParent(), "file", ".part");
        try {
            Files.write(part, content);
            Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    boolean exists(String unit) {
        return Files.exists(of(unit), LinkOption.NOFOLLOW_LINKS);
    }

    Set<String> units() throws IOException {
        Set<String> found = new TreeSet<>();
        if (Files.isDirectory(units)) {
            try (Stream<Path> all = Files.list(units)) {
                all.map(entry -> entry.getFileName().toString()).filter(name -> UNIT.matcher(name).matches()).forEach(found::add);
            }
        }
        return found;
    }

    /** The last lines of the console, without what a terminal would take for commands. */
    List<String> said(String unit, int lines) throws IOException {
        byte[] end;
        try (java.nio.channels.SeekableByteChannel file = Files.newByteChannel(console(unit))) {
            long from = Math.max(0, file.size() - MOST_CONSOLE);
            java.nio.ByteBuffer bytes = java.nio.ByteBuffer.allocate((int) (file.size() - from));
            file.position(from);
            while (bytes.hasRemaining() && file.read(bytes) >= 0) {
                continue;
            }
            end = java.util.Arrays.copyOf(bytes.array(), bytes.position());
        } catch (NoSuchFileException silent) {
            return List.of();
        }
        List<String> said = new ArrayList<>();
        for (String line : new String(end, java.nio.charset.StandardCharsets.UTF_8).split("\r?\n|\r")) {
            String plain = line.replaceAll("\\p{Cntrl}", "");
            if (!plain.isBlank()) {
                said.add(plain.length() > 1_000 ? plain.substring(0, 1_000) : plain);
            }
        }
        return said.subList(Math.max(0, said.size() - lines), said.size());
    }

    /**
     * Removes the folder with all that is in it; links are removed, not followed.
     *
     * @throws IOException also where something is mounted in it, which is not the folder's; nothing was removed then
     */
    void delete(String unit) throws IOException {
        if (!exists(unit)) {
            return;
        }
        Optional<Path> mount = mounts.within(of(unit));
        if (mount.isPresent()) {
            throw new IOException("folder: something is mounted at " + mount.get()
                    + "; unmount it, and nothing in it is removed");
        }
        Files.walkFileTree(of(unit), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes known) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException failed) throws IOException {
                if (failed != null) {
                    throw failed;
                }
                Files.deleteIfExists(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
