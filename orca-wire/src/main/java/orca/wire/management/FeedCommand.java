package orca.wire.management;

import java.util.Optional;
import orca.wire.text.Default;

/**
 * Offer the calendar of a slice under an address that nobody can guess, or to nobody; to be posted to {@code feed}. The address
 * before is of no use any more in either case.
 *
 * @param actor the service manager; may be left out when the container has one
 * @param offered whether it is offered
 */
public record FeedCommand(Optional<String> actor, String slice, @Default("true") boolean offered) {
    /** Gives it to a container. Throws as the methods of {@link ManagementClient} do. */
    public Answer giveTo(ManagementClient client) {
        return client.post("feed", this, Answer.class);
    }

    /** @param url where the calendar is from now on; it is not shown again. Absent: nowhere */
    public record Answer(String actor, String slice, Optional<String> url) {}
}
