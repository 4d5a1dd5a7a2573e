package orca.runtime.journal;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class H2JournalTest extends JournalContract {
    @TempDir
    Path folder;

    @Override
    Journal newJournal(long keptGroups) {
        return new H2Journal(new JournalFiles(folder, "north"), TestRecord.codec(), keptGroups);
    }
}
