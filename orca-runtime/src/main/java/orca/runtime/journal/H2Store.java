package orca.runtime.journal;

import java.io.IOException;
import java.nio.file.Files;

/**
 * An embedded H2 database, one per actor, with its redo file beside it.
 *
 * @param fileSystem what stands under it, in H2's words; another one in tests that cut the power
 */
record H2Store(JournalFiles files, String fileSystem) implements JournalStore {
    @Override
    public String name() {
        return files.database().toString();
    }

    @Override
    public boolean missing() throws IOException {
        boolean missing = !Files.exists(files.database());
        if (missing) {
            // What it holds is meant for a database that is no more.
            Files.deleteIfExists(files.redo());
        }
        return missing;
    }

    @Override
    public JournalDatabase open() {
        return H2Database.open(files, fileSystem);
    }

    @Override
    public JournalDatabase openReadOnly() {
        return H2Database.openReadOnly(files);
    }
}
