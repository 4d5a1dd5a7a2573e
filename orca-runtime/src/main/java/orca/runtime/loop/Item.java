package orca.runtime.loop;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import orca.core.actor.Actor;
import orca.core.actor.Event;
import orca.core.protocol.Reply;

/** What waits in an inbox. */
sealed interface Item {
    /** Something that an actor has to be told. */
    record Happening(Event event) implements Item {}

    /** A command whose giver waits for the reply. */
    record Order(Event.Ordered event, CompletableFuture<Reply> reply) implements Item {}

    /** Somebody wants to look at the actor; between two groups, so that only what is durable is seen. */
    record Reading<T>(BiFunction<? super Actor, ? super Instant, ? extends T> look, CompletableFuture<T> result)
            implements Item {
        void run(Actor actor, Instant now) {
            result.complete(look.apply(actor, now));
        }
    }

    /** Tells whoever waits for this that it will not be done. */
    default void fail(LoopException why) {
        switch (this) {
            case Happening happening -> { }
            case Order order -> order.reply().completeExceptionally(why);
            case Reading<?> reading -> reading.result().completeExceptionally(why);
        }
    }
}
