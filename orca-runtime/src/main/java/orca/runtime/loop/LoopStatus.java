package orca.runtime.loop;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import orca.core.actor.Loss;
import orca.core.policy.Chosen;

/**
 * How an actor's loop is, for operators.
 *
 * @param state what it does
 * @param reason why it does not run; else empty
 * @param epoch the actor's life, 0 before its journal was read
 * @param sequence of the last durable group
 * @param stampedAt of the last durable group
 * @param subjects how much the actor keeps a state for, as of the last snapshot or start
 * @param outbox contracts whose messages wait for an answer
 * @param restarts how often it was rebuilt
 * @param loss what the actor lost, while that is not settled
 * @param contested contracts that peers prove and that cannot be beside what is known, as {@link
 *     orca.core.actor.Actor#contested} says
 * @param chosen the policies that operators chose against the configuration, as {@link orca.core.actor.Actor#chosen} says
 */
public record LoopStatus(
        State state, String reason, long epoch, long sequence, Instant stampedAt, long subjects, int outbox, int restarts,
        Map<String, Chosen> chosen, Optional<Loss> loss, int contested) {
    /** What a loop does. */
    public enum State {
        /** Its journal is being read. */
        STARTING,
        /** It takes events. */
        RUNNING,
        /** Its actor was discarded and will be rebuilt; events wait. */
        RESTARTING,
        /** It does not go on by itself; somebody must look. */
        STOPPED,
        /** It was told to end. */
        CLOSED
    }

    static final LoopStatus NEW = new LoopStatus(State.STARTING, "", 0, 0, Instant.EPOCH, 0, 0, 0, Map.of(),
            Optional.empty(), 0);

    public LoopStatus {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(stampedAt, "stampedAt");
        Objects.requireNonNull(chosen, "chosen");
        Objects.requireNonNull(loss, "loss");
    }

    LoopStatus with(State newState, String newReason, int newRestarts) {
        return new LoopStatus(newState, newReason, epoch, sequence, stampedAt, subjects, outbox, newRestarts, chosen,
                loss, contested);
    }
}
