package orca.wire.management;

import java.util.Optional;
import orca.wire.text.Default;

/** Take a host out of a site's inventory for good, and tell its agent so; to be posted to {@code remove-host}. */
public record RemoveHostCommand(
        Optional<String> requestId, @Default("false") boolean dryRun, Optional<String> actor, String host) {
    /** Posts it. Throws as the methods of {@link ManagementClient} do. */
    public CommandAnswer by(ManagementClient client) {
        return client.post("remove-host", this, CommandAnswer.class);
    }
}
