package orca.nodeagent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import orca.core.handler.Outcome;
import orca.nodeagent.client.RemoteClient;
import orca.wire.metrics.MetricsConfig;
import orca.wire.server.Listen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an agent says of itself. */
@Timeout(120)
class AgentFiguresTest {
    private static final MetricsConfig ANYWHERE = new MetricsConfig(new Listen("127.0.0.1", 0));

    @TempDir
    private Path folder;

    private static String ask(URI url) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    @Test
    void unitsAlarmsCallsAndClocksAreShown() throws Exception {
        try (Site site = new Site(folder, Optional.of(ANYWHERE))) {
            try (RemoteClient client = site.client(site.authority)) {
                assertThat(client.run("shop", Site.order("u1/make", "make", "u1"), Site.hold(), new Site.Words()))
                        .isInstanceOf(Outcome.Done.class);
            }
            site.daemon.look();
            URI url = site.daemon.metricsUrl().orElseThrow();
            // A call is counted when it has been answered.
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (!ask(url).contains("operation=\"order\",outcome=\"ok\"") && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertThat(ask(url)).contains(
                    "orca_agent_units{host=\"h1\",match=\"held\"} 1.0", "orca_agent_units{host=\"h1\",match=\"missing\"} 0.0",
                    "orca_agent_alarms{host=\"h1\"} 0.0", "orca_agent_authorities{host=\"h1\"} 1.0",
                    "orca_driver_call_seconds_count{action=\"make\",driver=\"shop\",host=\"h1\",outcome=\"done\"} 1",
                    "orca_call_seconds_count{actor=\"agent\",operation=\"order\",outcome=\"ok\"}",
                    "orca_peer_clock_skew_seconds{peer=\"west\"}", "orca_version{kind=\"agent\"");
        }
    }

    @Test
    void aHostThatCannotBeLookedAtShowsWhatWasSeenLastAndWhen() throws Exception {
        Clock clock = Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);
        try (AgentFigures figures = new AgentFigures(ANYWHERE, "h1", "1", folder, clock)) {
            assertThat(ask(figures.url())).contains("orca_agent_looked_timestamp_seconds{host=\"h1\"} NaN",
                    "orca_agent_alarms{host=\"h1\"} NaN");
            figures.look(() -> {
                throw new IOException("no disk");
            });
            assertThat(ask(figures.url())).contains("orca_agent_look_seconds_count{host=\"h1\",outcome=\"failed\"} 1",
                    "orca_agent_looked_timestamp_seconds{host=\"h1\"} NaN");
        }
    }

    @Test
    void anActionThatThrowsIsABrokenOne() throws Exception {
        try (AgentFigures figures = new AgentFigures(ANYWHERE, "h1", "1", folder, Clock.systemUTC())) {
            figures.ran("native", "start", Optional.empty(), Duration.ofMillis(3));
            figures.ran("native", "start", Optional.of(new Outcome.Trouble("full", false)), Duration.ofMillis(3));
            assertThat(ask(figures.url())).contains(
                    "orca_driver_call_seconds_count{action=\"start\",driver=\"native\",host=\"h1\",outcome=\"broken\"} 1",
                    "orca_driver_call_seconds_count{action=\"start\",driver=\"native\",host=\"h1\",outcome=\"failed\"} 1");
        }
    }
}
