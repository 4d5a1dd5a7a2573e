package orca.runtime.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import orca.runtime.loop.ActorLoop;
import orca.runtime.loop.InboxFigures;
import orca.runtime.loop.LoopStatus;
import orca.runtime.loop.LoopTimes;
import orca.wire.call.CallWatch;
import orca.wire.call.Line;
import orca.wire.metrics.Figures;
import orca.wire.metrics.Labels;
import orca.wire.metrics.MetricsConfig;
import orca.wire.metrics.MetricsEndpoint;
import orca.wire.metrics.PeerFigures;
import orca.wire.text.Notation;
import orca.wire.trust.Speaker;

/**
 * The figures of one container, offered as long as it runs. Names in them are few: actors are as many as the file says, and of
 * peers and types only the first {@link PeerFigures#MOST_PEERS} and {@link Census#MOST_TYPES} are told apart.
 */
public final class ContainerFigures implements ActorWatch.Watches, AutoCloseable {
    private final Figures figures;
    private final MeterRegistry registry;
    private final MetricsEndpoint endpoint;
    private final PeerFigures peers;
    private final Labels types = new Labels(Census.MOST_TYPES);

    /**
     * Figures that are offered already, and are still empty.
     *
     * @param folder the container's
     * @throws orca.wire.server.WireServer.Unheard when nothing can be offered there
     */
    public ContainerFigures(MetricsConfig config, String version, Path folder, InstantSource clock) {
        this.figures = new Figures("container", version, folder);
        this.registry = figures.registry();
        this.peers = new PeerFigures(registry, clock);
        this.endpoint = new MetricsEndpoint(config.listen(), figures);
    }

    /** Where they are offered. */
    public URI url() {
        return endpoint.url();
    }

    static Tags tags(String actor, String role) {
        return Tags.of("actor", actor, "role", role);
    }

    @Override
    public ActorWatch of(String actor, String role, Duration budget) {
        return new MeasuredActor(registry, actor, role, types, budget);
    }

    /** What is asked of an actor's loop whenever somebody wants figures. @param inboxLimit the most that waits there */
    public void loop(ActorLoop loop, String role, long inboxLimit) {
        Tags tags = tags(loop.name(), role);
        gauge("orca.actor.up", "1 when the actor decides", tags,
                () -> loop.status().state() == LoopStatus.State.RUNNING ? 1 : 0);
        for (LoopStatus.State state : LoopStatus.State.values()) {
            gauge("orca.actor.state", "1 for the state that the actor's loop is in", tags.and("state", Notation.word(state)),
                    () -> loop.status().state() == state ? 1 : 0);
        }
        counter("orca.actor.restarts", "How often the actor was rebuilt from its journal", tags, loop,
                l -> l.status().restarts());
        gauge("orca.actor.epoch", "The actor's life, which grows when something was lost or taken over", tags,
                () -> loop.status().epoch());
        gauge("orca.actor.unsettled", "1 while something that the actor lost is not settled, and it promises nothing new", tags,
                () -> loop.status().loss().isPresent() ? 1 : 0);
        gauge("orca.actor.contested", "Contracts that peers prove, and that cannot be beside what was promised since", tags,
                () -> loop.status().contested());
        gauge("orca.actor.inbox.items", "Events that wait to be decided", tags, () -> loop.inbox().waiting());
        gauge("orca.actor.inbox.limit.items", "The most that may wait", tags, () -> inboxLimit);
        counter("orca.actor.inbox.dropped", "Messages that found the inbox full; their senders repeat them", tags, loop,
                l -> l.inbox().dropped());
        waiting(loop, tags);
        gauge("orca.actor.outbox.contracts", "Contracts whose messages wait for an answer", tags, () -> loop.status().outbox());
        gauge("orca.actor.policy.overrides", "Policies that an operator chose against the file", tags,
                () -> loop.status().chosen().size());
        counter("orca.actor.decisions", "Events that were decided", tags, loop, l -> l.times().events());
        counter("orca.journal.groups", "Groups that became durable", tags, loop, l -> l.times().groups());
        counter("orca.journal.records", "Records that became durable", tags, loop, l -> l.times().records());
        Map<String, Function<LoopTimes, Long>> parts = new LinkedHashMap<>();
        parts.put("waiting", LoopTimes::waiting);
        parts.put("deciding", LoopTimes::deciding);
        parts.put("committing", LoopTimes::committing);
        parts.put("dispatching", LoopTimes::dispatching);
        parts.put("reading", LoopTimes::reading);
        parts.forEach((part, nanos) -> FunctionCounter.builder("orca.actor.loop.seconds", loop,
                        l -> nanos.apply(l.times()) / 1e9)
                .description("What the time of the actor's thread went into").tags(tags.and("part", part)).register(registry));
    }

    private void waiting(ActorLoop loop, Tags tags) {
        Map<String, ToIntFunction<InboxFigures>> classes = new LinkedHashMap<>();
        classes.put("own", InboxFigures::own);
        classes.put("living", InboxFigures::living);
        classes.put("new", InboxFigures::fresh);
        classes.forEach((word, count) -> gauge("orca.actor.inbox.waiting", "What waits to be decided, by what it is",
                tags.and("class", word), () -> count.applyAsInt(loop.inbox())));
        gauge("orca.actor.inbox.bytes", "What messages that wait take in memory, roughly", tags, () -> loop.inbox().bytes());
        gauge("orca.actor.inbox.lanes", "Senders with something waiting; all strangers are one", tags,
                () -> loop.inbox().lanes());
        counter("orca.actor.inbox.refused", "Messages that were sent away for want of room", tags, loop,
                l -> l.inbox().refused());
        counter("orca.actor.inbox.pushed.out", "Messages that gave way to others", tags, loop, l -> l.inbox().pushedOut());
    }

    /** The same, of what only grows, of the container as a whole. */
    public <T> void counter(String name, String description, T of, ToDoubleFunction<T> value) {
        FunctionCounter.builder(name, of, value).description(description).register(registry);
    }

    /** A number that is asked for whenever somebody wants figures. */
    public void gauge(String name, String description, String actor, String role, Supplier<Number> value) {
        gauge(name, description, tags(actor, role), value);
    }

    /** The same, with one label more. */
    public void gauge(String name, String description, String actor, String role, String label, String is,
            Supplier<Number> value) {
        gauge(name, description, tags(actor, role).and(label, is), value);
    }

    /** A number that only grows, likewise. */
    public void counter(String name, String description, String actor, String role, String label, String is,
            Supplier<Number> value) {
        FunctionCounter.builder(name, value, v -> v.get().doubleValue()).description(description)
                .tags(tags(actor, role).and(label, is)).register(registry);
    }

    /** The same of the container as a whole. */
    public void gauge(String name, String description, Supplier<Number> value) {
        gauge(name, description, Tags.empty(), value);
    }

    private void gauge(String name, String description, Tags tags, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).tags(tags).register(registry);
    }

    private void counter(String name, String description, Tags tags, ActorLoop loop, ToDoubleFunction<ActorLoop> value) {
        FunctionCounter.builder(name, loop, value).description(description).tags(tags).register(registry);
    }

    /** The same line, measured. @param peer what the one at its end is called here */
    public Line line(Line line, String actor, String peer) {
        return new MeasuredLine(line, registry, Tags.of("actor", actor, "peer", peers.label(peer)));
    }

    /** Measures the calls that an actor takes, as {@link PeerFigures#calls} does. */
    public CallWatch calls(String actor, Function<Speaker, Optional<String>> name) {
        return peers.calls(actor, name);
    }

    @Override
    public void close() {
        endpoint.close();
        figures.close();
    }
}
