package orca.runtime.metrics;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import orca.core.actor.Duties;
import orca.core.actor.Event;
import orca.core.handler.Handler;
import orca.core.policy.Proposal;
import orca.core.protocol.Reply;
import orca.runtime.journal.Journal;
import orca.runtime.loop.Hands;

/**
 * Measures what is around one actor: each part is given to it and comes back as one that does the same and is measured. As it
 * stands here, it measures nothing and hands back what it was given.
 */
public interface ActorWatch {
    /** One that measures nothing. */
    ActorWatch NONE = new ActorWatch() {};

    /** What is measured of an actor. */
    @FunctionalInterface
    interface Watches {
        /**
         * @param role as {@code authority}, {@code broker}, {@code service-manager}
         * @param budget how long the actor's policies may think
         */
        ActorWatch of(String actor, String role, Duration budget);
    }

    default Journal journal(Journal journal) {
        return journal;
    }

    /** What is told of a journal that another container writes. */
    default Journal.Replay following(Journal.Replay into) {
        return into;
    }

    default Hands hands(Hands hands) {
        return hands;
    }

    default Function<Duties.Run, Optional<Handler>> handlers(Function<Duties.Run, Optional<Handler>> handlers) {
        return handlers;
    }

    default Consumer<Event.Ended> ended(Consumer<Event.Ended> ended) {
        return ended;
    }

    default Consumer<Proposal> proposed(Consumer<Proposal> proposed) {
        return proposed;
    }

    /** What the actor said to a command. */
    default void replied(Reply reply) {}
}
