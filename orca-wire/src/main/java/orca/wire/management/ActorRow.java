package orca.wire.management;

import java.time.Instant;
import java.util.Optional;

/**
 * An actor of the container.
 *
 * @param name as the configuration calls it
 * @param role {@code authority}, {@code broker} or {@code service-manager}
 * @param principal who it is to its peers
 * @param state {@code running}, {@code restarting} or {@code stopped}
 * @param reason why it does not run; else empty
 * @param policy the policies' names
 * @param epoch its life
 * @param sequence the last durable group's number
 * @param stampedAt the last durable group's instant
 * @param subjects how much it keeps a state for
 * @param inbox events that wait
 * @param outbox messages that wait for an answer
 * @param restarts how often it was rebuilt from its journal since the container started
 */
public record ActorRow(
        String name,
        String role,
        String principal,
        String state,
        String reason,
        String policy,
        long epoch,
        long sequence,
        Optional<Instant> stampedAt,
        long subjects,
        int inbox,
        int outbox,
        int restarts) {}
