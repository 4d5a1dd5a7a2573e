package orca.handler.libvirt.driver;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A container's root: its disk, mounted on the host. libvirt would mount it within the container, where the kernel lets nobody
 * who has users of his own mount such a thing.
 *
 * @param folder where it is mounted; absolute, without links
 * @param mounts what is mounted on this host
 */
record RootFolder(Path folder, Mounts mounts) {
    private static final int SET_ID = 06000;
    private static final int PERMISSIONS = 07777;

    /** Mounts {@code disk}, a volume or a file as bytes with ext4 on it, if it is not mounted; devices on it mean nothing. */
    void mount(Path disk) throws IOException, InterruptedException {
        if (!mounted()) {
            Files.createDirectories(folder);
            Tool.run("mount", "-t", "ext4", "-o", Files.isRegularFile(disk) ? "loop,nodev" : "nodev", disk.toString(),
                    folder.toString());
        }
    }

    boolean mounted() throws IOException {
        return mounts.at(folder);
    }

    /** Takes all of the disk into use, which may be larger than the image was. */
    void grow() throws IOException, InterruptedException {
        Tool.run("resize2fs", Tool.run("findmnt", "-n", "-o", "SOURCE", "--mountpoint", folder.toString()));
    }

    /**
     * Gives everything to users {@code first} further on, and groups likewise. What the host's root has in an image is so the
     * root's of the container.
     *
     * @param first of {@code count}
     * @throws IOException also where something belongs to a user that the container would not have
     */
    void shift(int first, int count) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path inside, BasicFileAttributes known) throws IOException {
                shift(inside, first, count);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes known) throws IOException {
                shift(file, first, count);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private void shift(Path file, int first, int count) throws IOException {
        Map<String, Object> known = Files.readAttributes(file, "unix:uid,gid,mode", LinkOption.NOFOLLOW_LINKS);
        int user = (Integer) known.get("uid");
        int group = (Integer) known.get("gid");
        int mode = (Integer) known.get("mode");
        OptionalInt owner = shifted(folder.relativize(file).toString(), user, group, first, count);
        if (owner.isEmpty()) {
            return;
        }
        Files.setAttribute(file, "unix:uid", owner.getAsInt(), LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(file, "unix:gid", first + group, LinkOption.NOFOLLOW_LINKS);
        if (!Files.isSymbolicLink(file) && (mode & SET_ID) != 0) {
            // The kernel takes these away with the owner.
            Files.setAttribute(file, "unix:mode", mode & PERMISSIONS, LinkOption.NOFOLLOW_LINKS);
        }
    }

    /** To whom a file of {@code user} is given; nobody where it has been, for it is another name of one that was met before. */
    static OptionalInt shifted(String file, int user, int group, int first, int count) throws IOException {
        if (among(user, first, count) && among(group, first, count)) {
            return OptionalInt.empty();
        }
        // Java says the upper half of all numbers as negative ones.
        if (!among(user, 0, count) || !among(group, 0, count)) {
            throw new IOException("image: " + file + " belongs to user " + Integer.toUnsignedString(user) + " and group "
                    + Integer.toUnsignedString(group) + "; a container has 0 to " + (count - 1));
        }
        return OptionalInt.of(first + user);
    }

    private static boolean among(int id, int first, int count) {
        return id >= first && id - first < count;
    }

    void unmount() throws IOException, InterruptedException {
        while (mounted()) {
            Tool.run("umount", folder.toString());
        }
    }
}
