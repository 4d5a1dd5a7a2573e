package orca.wire.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import orca.wire.call.CallRefused;
import orca.wire.call.CallWatch;
import orca.wire.call.Operation;
import orca.wire.text.Notation;
import orca.wire.trust.Speaker;

/** The figures of the calls that a process takes, and of the clocks of those who speak to it. */
public final class PeerFigures {
    /** The most peers that have figures of their own. */
    public static final int MOST_PEERS = 100;

    private final MeterRegistry registry;
    private final InstantSource clock;
    private final Labels peers = new Labels(MOST_PEERS);
    private final Map<String, Clock> clocks = new ConcurrentHashMap<>();

    public PeerFigures(MeterRegistry registry, InstantSource clock) {
        this.registry = registry;
        this.clock = clock;
    }

    /** How a peer's clock was when it was last heard. */
    private record Clock(double aheadSeconds, double heardAtSeconds) {}

    /** The label of a peer: its name, or {@link Labels#OTHER}. */
    public String label(String peer) {
        return peers.of(peer);
    }

    /**
     * Measures the calls that an actor takes, and the clocks of those who speak to it.
     *
     * @param name what a caller is called here; empty for somebody whom the address book does not know, and who is not measured
     */
    public CallWatch calls(String actor, Function<Speaker, Optional<String>> name) {
        return new CallWatch() {
            @Override
            public void heard(Speaker sender, Duration ahead) {
                name.apply(sender).map(peers::of).ifPresent(peer -> hear(peer, ahead));
            }

            @Override
            public void answered(Optional<Operation> operation, Optional<CallRefused.Kind> refused, Duration took) {
                Timer.builder("orca.call").description("Calls that peers made, and how long they took")
                        .tags("actor", actor, "operation", operation.map(Operation::word).orElse("none"),
                                "outcome", refused.map(Notation::word).orElse("ok"))
                        .serviceLevelObjectives(Figures.bars()).register(registry).record(took);
            }
        };
    }

    private void hear(String peer, Duration ahead) {
        if (clocks.put(peer, new Clock(ahead.toNanos() / 1e9, clock.millis() / 1e3)) == null) {
            show("orca.peer.clock.skew.seconds",
                    "How far the peer's clock was ahead of ours when its last message came, less the time that took", peer,
                    () -> clocks.get(peer).aheadSeconds());
            show("orca.peer.heard.timestamp.seconds", "When the peer's last signed message came", peer,
                    () -> clocks.get(peer).heardAtSeconds());
        }
    }

    private void show(String name, String description, String peer, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).tag("peer", peer).register(registry);
    }
}
