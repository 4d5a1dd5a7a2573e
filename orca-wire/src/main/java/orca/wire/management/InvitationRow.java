package orca.wire.management;

import java.time.Instant;
import java.util.Optional;

/**
 * That a host may join, or did lately.
 *
 * @param id what the invitation is called
 * @param actor the site
 * @param type of the units that the host is to have
 * @param host its name, where that is known
 * @param state {@code open}, {@code over} without a host, {@code expected} while the agent of one that came has not been reached,
 *     or {@code enrolled}
 * @param until when the token is good no more
 * @param address where the agent is called, when one came
 * @param trouble why it is not enrolled yet
 */
public record InvitationRow(String id, String actor, String type, Optional<String> host, String state, Instant until,
        Optional<String> address, String trouble) {
    /** Those of a container. Throws as the methods of {@link ManagementClient} do. */
    public static Rows<InvitationRow> of(ManagementClient client, Filter filter) {
        return client.rows("invitations", filter, InvitationRow.class);
    }
}
