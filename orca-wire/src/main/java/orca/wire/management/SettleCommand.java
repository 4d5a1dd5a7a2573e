package orca.wire.management;

import java.util.Optional;
import orca.wire.text.Default;

/**
 * Say that what an actor lost is settled; to be posted to {@code settle}. Refused, with a list, while some of it is open.
 *
 * @param actor which
 * @param anyway even so
 * @param reason for operators
 */
public record SettleCommand(
        Optional<String> requestId,
        @Default("false") boolean dryRun,
        String actor,
        @Default("false") boolean anyway,
        @Default("") String reason) {
    /** Gives it to a container. Throws as the methods of {@link ManagementClient} do. */
    public CommandAnswer giveTo(ManagementClient client) {
        return client.post("settle", this, CommandAnswer.class);
    }
}
