package orca.wire.management;

import java.time.Instant;
import java.util.List;

/**
 * Hosts of an authority that are to be empty for a while.
 *
 * @param stage {@code planned}; {@code leaving}: units leave; {@code under}: it goes on
 * @param leaveFrom when units begin to leave
 * @param keep whether what cannot leave stays
 * @param units those that are there still, and would be during it
 * @param staying why some of them are, one sentence each
 */
public record MaintenanceRow(
        String id,
        String actor,
        String stage,
        List<String> hosts,
        TermView term,
        Instant leaveFrom,
        boolean keep,
        String reason,
        List<String> units,
        List<String> staying) {
    /** All that is not over. Throws as the methods of {@link ManagementClient} do. */
    public static Rows<MaintenanceRow> of(ManagementClient client, Filter filter) {
        return client.rows("maintenance", filter, MaintenanceRow.class);
    }
}
