package orca.nodeagent.daemon;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import orca.core.handler.Outcome;
import orca.nodeagent.agent.DriverWatch;
import orca.nodeagent.talk.StatusView;
import orca.wire.call.CallRefused;
import orca.wire.call.CallWatch;
import orca.wire.metrics.Figures;
import orca.wire.metrics.MetricsConfig;
import orca.wire.metrics.MetricsEndpoint;
import orca.wire.metrics.PeerFigures;
import orca.wire.text.Notation;
import orca.wire.trust.Speaker;

/**
 * The figures of one agent. What its drivers have costs a look at the host, which may take long; so somebody looks now and then,
 * and whoever wants figures is shown what was seen last, and when that was.
 */
final class AgentFigures implements DriverWatch, AutoCloseable {
    /** From the end of one look to the next. */
    static final Duration PAUSE = Duration.ofSeconds(30);

    private final Figures figures;
    private final MeterRegistry registry;
    private final MetricsEndpoint endpoint;
    private final PeerFigures peers;
    private final InstantSource clock;
    private final Tags host;
    private volatile Optional<Seen> last = Optional.empty();
    private Optional<Thread> looking = Optional.empty();

    /** Figures that are offered already. @param host what the site's inventory calls the host */
    AgentFigures(MetricsConfig config, String host, String version, Path folder, InstantSource clock) {
        this.figures = new Figures("agent", version, folder);
        this.registry = figures.registry();
        this.clock = clock;
        this.host = Tags.of("host", host);
        this.peers = new PeerFigures(registry, clock);
        for (StatusView.Match match : StatusView.Match.values()) {
            gauge("orca.agent.units", "Units of the host, by how what is there matches what is held",
                    this.host.and("match", Notation.word(match)), () -> seen(view ->
                            view.units().stream().filter(row -> row.match() == match).count()));
        }
        gauge("orca.agent.alarms", "What is wrong on the host", this.host, () -> seen(view -> view.alarms().size()));
        gauge("orca.agent.authorities", "Authorities whose orders it takes", this.host, () -> seen(view ->
                view.authorities().size()));
        gauge("orca.agent.looked.timestamp.seconds", "When the host was looked at", this.host,
                () -> last.map(one -> one.atMillis() / 1e3).orElse(Double.NaN));
        this.endpoint = new MetricsEndpoint(config.listen(), figures);
    }

    /** What was seen, and when. */
    private record Seen(StatusView view, long atMillis) {}

    /** A look at the host. */
    @FunctionalInterface
    interface Look {
        StatusView look() throws IOException, InterruptedException;
    }

    private double seen(ToDoubleFunction<StatusView> count) {
        return last.map(one -> count.applyAsDouble(one.view())).orElse(Double.NaN);
    }

    private void gauge(String name, String description, Tags tags, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).tags(tags).register(registry);
    }

    URI url() {
        return endpoint.url();
    }

    /** Looks from now on. */
    void start(Look look) {
        Thread thread = Thread.ofPlatform().daemon().name("orca-agent-figures").unstarted(() -> {
            try {
                while (true) {
                    look(look);
                    Thread.sleep(PAUSE);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        looking = Optional.of(thread);
        thread.start();
    }

    /** One look, whose findings are shown until the next. */
    synchronized void look(Look look) throws InterruptedException {
        long began = System.nanoTime();
        String outcome = "failed";
        try {
            last = Optional.of(new Seen(look.look(), clock.millis()));
            outcome = "ok";
        } catch (IOException e) {
            System.getLogger(AgentFigures.class.getName()).log(System.Logger.Level.WARNING, "the host cannot be looked at", e);
        } finally {
            Timer.builder("orca.agent.look").description("How long a look at what the drivers have took")
                    .tags(host.and("outcome", outcome)).serviceLevelObjectives(Figures.bars()).register(registry)
                    .record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void ran(String driver, String action, Optional<Outcome> outcome, Duration took) {
        String how = outcome.map(one -> switch (one) {
            case Outcome.Done done -> "done";
            case Outcome.Trouble trouble -> trouble.retry() ? "trouble" : "failed";
        }).orElse("broken");
        Timer.builder("orca.driver.call").description("Actions of drivers, and how long they took")
                .tags(host.and("driver", driver, "action", action, "outcome", how)).serviceLevelObjectives(Figures.bars())
                .register(registry).record(took);
    }

    /** Measures the calls that the agent takes, and the clocks of those whom it knows. */
    CallWatch calls(Known known) {
        return peers.calls("agent", speaker -> name(known, speaker));
    }

    private static Optional<String> name(Known known, Speaker speaker) {
        try {
            return Optional.of(known.caller(speaker).name());
        } catch (CallRefused e) {
            return Optional.empty(); // a stranger
        }
    }

    @Override
    public void close() {
        looking.ifPresent(Thread::interrupt);
        endpoint.close();
        figures.close();
    }
}
