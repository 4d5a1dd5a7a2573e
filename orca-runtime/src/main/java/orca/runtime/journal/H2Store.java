package orca.runtime.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;

/**
 * An embedded H2 database, one per actor, with its redo file beside it.
 *
 * @param fileSystem what stands under it, in H2's words; another one in tests that cut the power
 */
public record H2Store(JournalFiles files, String fileSystem) implements JournalStore {
    /** On the file system of the machine. */
    public H2Store(JournalFiles files) {
        this(files, H2Database.DISK);
    }

    @Override
    public String name() {
        return files.database().toString();
    }

    @Override
    public boolean missing() {
        return !Files.exists(files.database());
    }

    @Override
    public JournalDatabase open() throws IOException {
        if (missing()) {
            // What it holds is meant for a database that is no more.
            Files.deleteIfExists(files.redo());
        }
        return H2Database.open(files, fileSystem);
    }

    @Override
    public JournalDatabase openReadOnly() {
        return H2Database.openReadOnly(files);
    }

    @Override
    public boolean away(SQLException e) {
        return false;
    }
}
