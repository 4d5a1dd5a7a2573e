package orca.runtime.journal;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class H2JournalTest extends RetainingJournalContract {
    @TempDir
    Path folder;

    @Override
    Journal newJournal(Retention retention) {
        return new H2Journal(files(), TestRecord.codec(), retention);
    }

    @Override
    String actor() {
        return "north";
    }

    @Override
    JournalFiles files() {
        return new JournalFiles(folder, actor());
    }

    @Override
    JournalStore store() {
        return new H2Store(files());
    }
}
