package orca.wire.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import orca.wire.server.Listen;
import orca.wire.server.WireServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class MetricsEndpointTest {
    @TempDir
    private Path folder;
    private Figures figures;
    private MetricsEndpoint endpoint;

    @BeforeEach
    void start() {
        figures = new Figures("test", "1.2", folder);
        endpoint = new MetricsEndpoint(new Listen("127.0.0.1", 0), figures);
    }

    @AfterEach
    void end() {
        endpoint.close();
        figures.close();
    }

    private static HttpResponse<String> ask(HttpClient http, String method, URI url) throws Exception {
        return http.send(HttpRequest.newBuilder(url).method(method, HttpRequest.BodyPublishers.noBody()).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void figuresOfTheProcessAreShownAsPrometheusReadsThem() throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = ask(http, "GET", endpoint.url());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type")).hasValueSatisfying(
                    type -> assertThat(type).startsWith("text/plain").contains("version=0.0.4"));
            assertThat(answer.body()).contains("orca_version{kind=\"test\",version=\"1.2\"} 1.0", "jvm_memory_used_bytes{",
                    "process_uptime_seconds ", "disk_free_bytes{", "process_files_open_files ");
        }
    }

    @Test
    void thereIsNothingElseAndNothingCanBeChanged() throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            assertThat(ask(http, "GET", endpoint.url().resolve("/")).statusCode()).isEqualTo(404);
            assertThat(ask(http, "GET", endpoint.url().resolve("/metrics/x")).statusCode()).isEqualTo(404);
            for (String method : new String[] {"POST", "PUT", "DELETE"}) {
                HttpResponse<String> answer = ask(http, method, endpoint.url());
                assertThat(answer.statusCode()).as(method).isEqualTo(405);
                assertThat(answer.headers().firstValue("Allow")).hasValue("GET, HEAD");
            }
        }
    }

    @Test
    void whoIsOneTooManyIsToldSoAndOthersAreAnswered() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(MetricsEndpoint.MOST_AT_ONCE);
        io.micrometer.core.instrument.Gauge.builder("slow", () -> {
            inside.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return 1;
        }).register(figures.registry());
        try (HttpClient http = HttpClient.newHttpClient(); ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = IntStream.range(0, MetricsEndpoint.MOST_AT_ONCE)
                    .mapToObj(i -> others.submit(() -> ask(http, "GET", endpoint.url()).statusCode())).toList();
            inside.await();
            assertThat(ask(http, "GET", endpoint.url()).statusCode()).isEqualTo(503);
            go.countDown();
            for (var one : first) {
                assertThat(one.get()).isEqualTo(200);
            }
            assertThat(ask(http, "GET", endpoint.url()).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aPortThatIsTakenIsNamedWithWhatToDo() {
        assertThatThrownBy(() -> new MetricsEndpoint(new Listen("127.0.0.1", endpoint.url().getPort()), figures))
                .isInstanceOf(WireServer.Unheard.class).hasMessageContaining("127.0.0.1:" + endpoint.url().getPort())
                .hasMessageContaining("metrics: {listen: ...}");
    }

    @Test
    void namesAreFewWhateverComes() {
        Labels labels = new Labels(2);
        assertThat(labels.of("a")).isEqualTo("a");
        assertThat(labels.of("b")).isEqualTo("b");
        IntStream.range(0, 1000).forEach(i -> assertThat(labels.of("stranger" + i)).isEqualTo(Labels.OTHER));
        assertThat(labels.of("a")).isEqualTo("a");
        assertThatThrownBy(() -> new Labels(0)).hasMessage("labels.most: must be 1 or more, got 0");
    }
}
