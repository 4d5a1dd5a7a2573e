package orca.runtime.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import orca.core.journal.Group;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every journal promises of the groups that it drops, beside all else. */
abstract class RetainingJournalContract extends JournalContract {
    /** Keeps streams in memory, by their first group; as long as it may. */
    private static final class Shelf implements Retention.Archive {
        private final Map<Long, byte[]> streams = new TreeMap<>();
        private final List<String> asked = new ArrayList<>();
        private boolean full;

        @Override
        public void keep(long first, long last, Retention.Source source) throws IOException {
            asked.add(first + "-" + last);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            JournalCopy.Copied copied = source.to(out);
            if (full) {
                throw new IOException("no space left on the device");
            }
            assertThat(copied.first()).isEqualTo(first);
            assertThat(copied.last()).isEqualTo(last);
            streams.put(first, out.toByteArray());
        }
    }

    private static Journal thatSnapshots(Journal journal) {
        journal.open(new Told());
        journal.append(groups(1, 150));
        journal.snapshot(100, promises(100));
        journal.snapshot(120, promises(120));
        journal.append(groups(151, 200));
        return journal;
    }

    @Test
    void whatIsDroppedIsArchivedBefore(@TempDir Path folder) {
        Shelf shelf = new Shelf();
        Journal journal = thatSnapshots(journal(new Retention(0, shelf)));
        journal.snapshot(180, promises(180));
        assertThat(shelf.asked).containsExactly("1-100", "101-120");

        List<Group> all = new ArrayList<>();
        shelf.streams.forEach((first, stream) -> all.addAll(read(folder.resolve("from-" + first), stream)));
        journal.forEach(1, Long.MAX_VALUE, all::add);
        assertThat(all).as("what was archived, and what is there").isEqualTo(groups(1, 200));
        assertThat(journal.check().sound()).isTrue();
    }

    private List<Group> read(Path place, byte[] stream) {
        JournalFiles files = new JournalFiles(place, actor());
        H2Store there = new H2Store(files);
        JournalCopy.restore(files, there, new ByteArrayInputStream(stream), 5, "it is read out of an archive");
        List<Group> groups = new ArrayList<>();
        try (JournalReading reading = JournalReading.open(files, there).orElseThrow()) {
            for (Iterator<Group> i = reading.groups(TestRecord.codec(), reading.first()); i.hasNext();) {
                groups.add(i.next());
            }
        }
        return groups;
    }

    @Test
    void whatCannotBeArchivedIsNotDropped() {
        Shelf shelf = new Shelf();
        shelf.full = true;
        Journal journal = thatSnapshots(journal(new Retention(0, shelf)));
        List<Group> there = new ArrayList<>();
        journal.forEach(1, Long.MAX_VALUE, there::add);
        assertThat(there).isEqualTo(groups(1, 200));

        shelf.full = false;
        journal.snapshot(180, promises(180));
        assertThat(shelf.asked).containsExactly("1-100", "1-100", "1-120");
        there.clear();
        journal.forEach(1, Long.MAX_VALUE, there::add);
        assertThat(there).isEqualTo(groups(121, 200));
    }
}
