package orca.runtime.hosting;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import orca.wire.trust.AddressBook;
import orca.wire.trust.TrustException;

/**
 * The address book in a folder, read again when its file has changed: whoever is added is known at once, and whoever is removed
 * is not heard any more. A file that cannot be read changes nothing and is complained of.
 */
final class LiveBook implements Supplier<AddressBook> {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Path folder;
    private AddressBook book;
    private FileTime read;
    private long looked;

    LiveBook(Path folder) throws IOException, TrustException {
        this.folder = folder;
        this.read = changed();
        this.book = AddressBook.read(folder);
        this.looked = System.nanoTime();
    }

    private FileTime changed() throws IOException {
        try {
            return Files.getLastModifiedTime(folder.resolve(AddressBook.NAME));
        } catch (NoSuchFileException e) {
            return FileTime.fromMillis(0);
        }
    }

    @Override
    public synchronized AddressBook get() {
        if (System.nanoTime() - looked >= LOOK_NANOS) {
            looked = System.nanoTime();
            try {
                FileTime now = changed();
                if (!now.equals(read)) {
                    read = now;
                    book = AddressBook.read(folder);
                }
            } catch (IOException | TrustException e) {
                System.getLogger(LiveBook.class.getName()).log(System.Logger.Level.WARNING,
                        "the address book in " + folder + " cannot be read, the one before stays in force: " + e.getMessage());
            }
        }
        return book;
    }
}
