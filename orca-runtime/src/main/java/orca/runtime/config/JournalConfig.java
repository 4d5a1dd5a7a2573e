package orca.runtime.config;

import orca.wire.text.Default;
import orca.wire.text.Written;

/**
 * How journals are kept.
 *
 * @param keep how many groups stay for the audit when a snapshot makes them needless for a restart; 0 or more
 * @param snapshotGroups a snapshot is taken after so many groups; 1 or more
 * @param snapshotRecords or after so many records; 1 or more
 */
public record JournalConfig(
        @Default("1000000") long keep,
        @Default("20000") @Written("snapshot-groups") long snapshotGroups,
        @Default("200000") @Written("snapshot-records") long snapshotRecords) {
    public JournalConfig {
        check("keep", keep, 0);
        check("snapshot-groups", snapshotGroups, 1);
        check("snapshot-records", snapshotRecords, 1);
    }

    private static void check(String field, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(field + ": must be " + least + " or more, got " + value);
        }
    }
}
