package orca.wire.management;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import orca.core.resource.PropertyList;
import orca.wire.text.Default;

/**
 * Let one host join a site; to be posted to {@code invite}. The token is made by who asks: the container hears its hash alone.
 *
 * @param lock {@link JoinLine#lock} of the token
 * @param type of the units that the host is to have
 * @param host its name; the host says one when that is left out
 * @param units how many; as many of the type's usual size as fit when that is left out, or one where there is none
 * @param capacity by dimension; what is left out is measured
 * @param properties given to each of its units
 * @param driver that its agent is to have; named as the type's handler when that is left out
 * @param settings of that driver
 * @param life how long the token is good, at most 7 days
 */
public record InviteCommand(
        Optional<String> requestId,
        @Default("false") boolean dryRun,
        Optional<String> actor,
        String lock,
        String type,
        Optional<String> host,
        Optional<Long> units,
        Map<String, Long> capacity,
        @Default("") PropertyList properties,
        Optional<String> driver,
        @Default("") PropertyList settings,
        @Default("1h") Duration life) {
    /**
     * What the host is to be told besides its token.
     *
     * @param id what the invitation is called
     * @param site who invites
     * @param listen where the container listens for hosts, {@code HOST:PORT}; the host may be one that nobody can call
     * @param fingerprint of the key that it shows there
     * @param until when the token is good no more
     */
    public record Answer(boolean dryRun, String id, String site, String listen, String fingerprint, Instant until) {}

    /** Posts it. Throws as the methods of {@link ManagementClient} do. */
    public Answer by(ManagementClient client) {
        return client.post("invite", this, Answer.class);
    }

    /** Take an invitation back; to be posted to {@code uninvite}. */
    public record Back(Optional<String> requestId, @Default("false") boolean dryRun, Optional<String> actor, String id) {
        /** Posts it. Throws as the methods of {@link ManagementClient} do. */
        public CommandAnswer by(ManagementClient client) {
            return client.post("uninvite", this, CommandAnswer.class);
        }
    }
}
