package orca.wire.management;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import orca.core.resource.PropertyList;
import orca.wire.text.Default;
import orca.wire.text.When;

/**
 * Have hosts empty for a while, or have it otherwise than was said of {@code id} before; to be posted to {@code maintain}.
 *
 * @param id names it
 * @param hosts which, by name
 * @param where which, by their properties: those that have all of these; besides {@code hosts}
 * @param all whether all hosts of the site
 * @param start when they are to be empty
 * @param end until when; or else {@code length}
 * @param length for how long
 * @param lead how long before the start units begin to leave
 * @param keep whether what cannot leave stays, instead of being taken away at the start
 * @param reason for holders and operators
 */
public record MaintenanceCommand(
        Optional<String> requestId,
        @Default("false") boolean dryRun,
        Optional<String> actor,
        String id,
        List<String> hosts,
        PropertyList where,
        @Default("false") boolean all,
        When start,
        Optional<When> end,
        Optional<Duration> length,
        @Default("1h") Duration lead,
        @Default("false") boolean keep,
        @Default("") String reason) {
    public MaintenanceCommand {
        if (end.isPresent() == length.isPresent()) {
            throw new IllegalArgumentException("end: either 'end' or 'length' must be given, not both");
        }
        if (lead.isNegative()) {
            throw new IllegalArgumentException("lead: must not be less than nothing, got " + lead);
        }
    }

    /** Posts it. Throws as the methods of {@link ManagementClient} do. */
    public CommandAnswer by(ManagementClient client) {
        return client.post("maintain", this, CommandAnswer.class);
    }

    /** Call it off, or say that it is done; to be posted to {@code end-maintenance}. */
    public record End(
            Optional<String> requestId,
            @Default("false") boolean dryRun,
            Optional<String> actor,
            String id,
            @Default("") String reason) {
        /** Posts it. Throws as the methods of {@link ManagementClient} do. */
        public CommandAnswer by(ManagementClient client) {
            return client.post("end-maintenance", this, CommandAnswer.class);
        }
    }
}
