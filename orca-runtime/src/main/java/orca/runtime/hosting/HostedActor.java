package orca.runtime.hosting;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import orca.core.actor.Actor;
import orca.core.actor.Event;
import orca.core.contract.Principal;
import orca.core.handler.Handler;
import orca.core.policy.Chosen;
import orca.core.protocol.Command;
import orca.core.protocol.PolicyChoice;
import orca.core.protocol.Reply;
import orca.core.resource.TypeName;
import orca.runtime.config.PolicyConfig;
import orca.runtime.handler.HandlerRunner;
import orca.runtime.handler.Prober;
import orca.runtime.loop.ActorLoop;
import orca.runtime.loop.LoopException;
import orca.runtime.metrics.ActorWatch;
import orca.runtime.policy.PolicyRunner;
import orca.wire.text.Notation;

/**
 * One actor with all that is around it.
 *
 * @param name as the configuration calls it
 * @param principal who it is to its peers
 * @param watch what measures it
 * @param policies those that its configuration names, by what {@link orca.core.policy.PolicyView#whose} says
 */
public record HostedActor(
        String name,
        Role role,
        Principal principal,
        Map<String, PolicyConfig> policies,
        ActorLoop loop,
        HandlerRunner runner,
        PolicyRunner asker,
        Prober prober,
        HandlerShelf handlers,
        ActorWatch watch) implements ReadActor {
    /** How long a command or a reading may take before its caller is told to try again. */
    public static final Duration LONGEST = Duration.ofSeconds(20);

    /** What an actor is. */
    public enum Role {
        AUTHORITY, BROKER, SERVICE_MANAGER;

        /** As configurations and figures say it. */
        public String word() {
            return Notation.word(this);
        }
    }

    /** Looks at the actor as {@link ActorLoop#read} does and waits for it. */
    @Override
    public <A extends Actor, T> T read(Class<A> kind, BiFunction<? super A, ? super Instant, ? extends T> look) {
        return await(loop.read((actor, now) -> look.apply(kind.cast(actor), now)));
    }

    /** Gives the command and waits for the reply. @param operator who gives it */
    public Reply order(String operator, Command command) {
        Reply reply = await(loop.order(operator, command));
        watch.replied(reply);
        return reply;
    }

    /** What the actor would reply now; nothing is done. */
    public Reply wouldReply(String operator, Command command) {
        return await(loop.read((actor, now) -> actor.decide(new Event.Ordered(operator, command), now).reply()
                .orElseThrow(() -> new IllegalStateException("the actor does not answer " + command))));
    }

    private <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new LoopException(LoopException.Kind.BUSY,
                    "'" + name + "' did not answer within " + LONGEST.toSeconds() + " s; ask whether it was done");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LoopException(LoopException.Kind.BUSY, "interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LoopException refused) {
                throw refused;
            }
            if (e.getCause() instanceof IllegalArgumentException wrong) {
                throw wrong;
            }
            throw new IllegalStateException("asking '" + name + "' failed: " + e.getCause(), e.getCause());
        }
    }

    /** The policies that it follows, by the same names: what operators chose, else what the configuration says. */
    public Map<String, PolicyChoice> following() {
        Map<String, Chosen> chosen = loop.status().chosen();
        Map<String, PolicyChoice> all = new TreeMap<>();
        policies.forEach((whose, config) ->
                all.put(whose, chosen.containsKey(whose) ? chosen.get(whose).choice() : config.choice()));
        return all;
    }

    /** The handler that makes units of {@code type}. */
    public Optional<Handler> handler(TypeName type) {
        return handlers.forType(type);
    }

    /** Ends it in good order: no more calls are begun, what waits is decided, a snapshot is taken. */
    public void close() {
        asker.close();
        prober.close();
        runner.close();
        loop.close();
    }
}
