package orca.simulator.check;

import java.util.List;
import orca.core.journal.JournalRecord;

/** Says where two images part. */
final class Difference {
    private Difference() {}

    static String between(List<JournalRecord> expected, List<JournalRecord> found) {
        for (int i = 0; i < Math.max(expected.size(), found.size()); i++) {
            String one = i < expected.size() ? expected.get(i).toString() : "nothing";
            String other = i < found.size() ? found.get(i).toString() : "nothing";
            if (!one.equals(other)) {
                return "record " + i + ": expected " + one + ", found " + other;
            }
        }
        return "no word differs, only what words do not show";
    }
}
