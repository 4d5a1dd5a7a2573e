package orca.runtime.hosting;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import orca.wire.trust.AddressBook;
import orca.wire.trust.TrustException;

/**
 * The address book in a folder, read again when its file has changed: whoever is added is known, and whoever is removed is not
 * heard any more, after 20 ms at most, and at once by who asks for the latest. A file that cannot be read changes nothing and is
 * complained of.
 */
final class LiveBook implements Supplier<AddressBook> {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Path folder;
    private AddressBook book;
    private Version read;
    private long looked;

    LiveBook(Path folder) throws IOException, TrustException {
        this.folder = folder;
        this.read = version();
        this.book = AddressBook.read(folder);
        this.looked = System.nanoTime();
    }

    /** What tells one file of that name from another: two changes may come within one tick of the file system's clock. */
    private record Version(FileTime at, long size, Object key) {
        static final Version NONE = new Version(FileTime.fromMillis(0), 0, "none");
    }

    private Version version() throws IOException {
        try {
            BasicFileAttributes file = Files.readAttributes(folder.resolve(AddressBook.NAME), BasicFileAttributes.class);
            return new Version(file.lastModifiedTime(), file.size(), String.valueOf(file.fileKey()));
        } catch (NoSuchFileException e) {
            return Version.NONE;
        }
    }

    @Override
    public synchronized AddressBook get() {
        return System.nanoTime() - looked >= LOOK_NANOS ? latest() : book;
    }

    /** As it is in the file now: for a name that is not known, which may have been written just before. */
    synchronized AddressBook latest() {
        looked = System.nanoTime();
        try {
            Version now = version();
            if (!now.equals(read)) {
                read = now;
                book = AddressBook.read(folder);
            }
        } catch (IOException | TrustException e) {
            System.getLogger(LiveBook.class.getName()).log(System.Logger.Level.WARNING,
                    "the address book in " + folder + " cannot be read, the one before stays in force: " + e.getMessage());
        }
        return book;
    }
}
