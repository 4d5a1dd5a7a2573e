package orca.wire.management;

import java.util.Optional;
import orca.wire.text.Default;

/**
 * Put on record that a host is off, and all that was on it gone; to be posted to {@code host-off}.
 *
 * @param reason how that is known
 */
public record HostOffCommand(
        Optional<String> requestId,
        @Default("false") boolean dryRun,
        Optional<String> actor,
        String host,
        @Default("") String reason) {
    /** Posts it. Throws as the methods of {@link ManagementClient} do. */
    public CommandAnswer by(ManagementClient client) {
        return client.post("host-off", this, CommandAnswer.class);
    }
}
