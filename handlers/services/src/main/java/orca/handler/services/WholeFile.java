package orca.handler.services;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;

/**
 * A file that is written whole or not at all. It keeps the owner, the group and the mode of the one in whose place it comes,
 * so that whoever read it can go on doing so, and nobody else can; where it is a link, the file that it leads to is replaced.
 */
public final class WholeFile {
    private WholeFile() {}

    /**
     * Brings {@code content} to the disk as {@code file}.
     *
     * @throws IOException also when who runs this may not give a file to the owner of the one that is there; that one is then
     *     as it was
     */
    public static void write(Path file, byte[] content) throws IOException {
        boolean there = Files.exists(file);
        Path place = there ? file.toRealPath() : file;
        Path fresh = place.resolveSibling(place.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try {
            // Where others may write into the folder, one could put a link there at any time: it is followed nowhere.
            try (FileChannel out = FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                if (there) {
                    keep(place, fresh);
                }
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** Before anything is in it: what only its owner may read, nobody else ever could. */
    private static void keep(Path old, Path fresh) throws IOException {
        FileAttributeView view = Files.getFileAttributeView(fresh, PosixFileAttributeView.class,
                LinkOption.NOFOLLOW_LINKS);
        if (!(view instanceof PosixFileAttributeView ours)) {
            return; // a file system that knows no owners
        }
        PosixFileAttributes was = Files.readAttributes(old, PosixFileAttributes.class);
        PosixFileAttributes is = ours.readAttributes();
        try {
            if (!is.owner().equals(was.owner())) {
                ours.setOwner(was.owner());
            }
            if (!is.group().equals(was.group())) {
                ours.setGroup(was.group());
            }
            ours.setPermissions(was.permissions());
        } catch (IOException refused) {
            throw new IOException(old + " belongs to " + was.owner().getName() + ":" + was.group().getName()
                    + ", and who runs this cannot give a file to it", refused);
        }
    }
}
