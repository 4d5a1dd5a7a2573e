package orca.wire.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.DiskSpaceMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** The figures of one process: what it adds to them, and those that every Java process has. */
public final class Figures implements AutoCloseable {
    /** Where the bars of histograms end, for what a healthy process does in milliseconds and a sick one in seconds. */
    private static final Duration[] BARS = Stream.of(1L, 2L, 5L, 10L, 25L, 50L, 100L, 250L, 1_000L, 5_000L, 30_000L)
            .map(Duration::ofMillis).toArray(Duration[]::new);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collector = new JvmGcMetrics();

    /**
     * Figures with those of the Java machine, the process and the disk.
     *
     * @param kind what the process is: {@code container} or {@code agent}
     * @param folder on the disk that matters to it
     */
    public Figures(String kind, String version, Path folder) {
        new ClassLoaderMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        collector.bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new DiskSpaceMetrics(folder.toFile()).bindTo(registry);
        Gauge.builder("orca.version", () -> 1).description("1; the labels say what runs")
                .tag("kind", kind).tag("version", version).register(registry);
    }

    public PrometheusMeterRegistry registry() {
        return registry;
    }

    /** The ends of the bars for how long something took. */
    public static Duration[] bars() {
        return BARS.clone();
    }

    @Override
    public void close() {
        collector.close();
        registry.close();
    }
}
