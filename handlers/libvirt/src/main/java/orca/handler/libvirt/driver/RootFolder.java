package orca.handler.libvirt.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A container's root: its disk, mounted on the host. libvirt would mount it within the container, where the kernel lets nobody
 * who has users of his own mount such a thing.
 *
 * @param folder where it is mounted; absolute, without links
 */
record RootFolder(Path folder) {
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final int PLACE = 4;
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
        String place = folder.toString().replace("\\", "\\134").replace(" ", "\\040");
        return Files.readAllLines(MOUNTS).stream().anyMatch(line -> line.split(" ")[PLACE].equals(place));
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
        try (Stream<Path> all = Files.walk(folder)) {
            for (Iterator<Path> each = all.iterator(); each.hasNext();) {
                shift(each.next(), first, count);
            }
        }
    }

    private void shift(Path file, int first, int count) throws IOException {
        Map<String, Object> known = Files.readAttributes(file, "unix:uid,gid,mode", LinkOption.NOFOLLOW_LINKS);
        int user = (Integer) known.get("uid");
        int group = (Integer) known.get("gid");
        int mode = (Integer) known.get("mode");
        if (user >= first && user < first + count) {
            return; // another name of a file that was met before
        }
        if (user >= count || group >= count) {
            throw new IOException("image: " + folder.relativize(file) + " belongs to user " + user + " and group " + group
                    + "; a container has 0 to " + (count - 1));
        }
        Files.setAttribute(file, "unix:uid", first + user, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(file, "unix:gid", first + group, LinkOption.NOFOLLOW_LINKS);
        if (!Files.isSymbolicLink(file) && (mode & SET_ID) != 0) {
            // The kernel takes these away with the owner.
            Files.setAttribute(file, "unix:mode", mode & PERMISSIONS, LinkOption.NOFOLLOW_LINKS);
        }
    }

    void unmount() throws IOException, InterruptedException {
        while (mounted()) {
            Tool.run("umount", folder.toString());
        }
    }
}
