package orca.simulator.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import orca.testkit.FreePort;
import org.opentest4j.TestAbortedException;

/** A Prometheus for one test, that asks each second and loads the alerts that are shipped. */
final class PrometheusServer implements AutoCloseable {
    private final Path folder;
    private final int port = FreePort.take();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Process server;

    /** @param jobs ports of this machine by the job that they belong to */
    PrometheusServer(Path folder, Map<String, List<Integer>> jobs) throws IOException {
        this.folder = Files.createDirectories(folder);
        Files.copy(Deployed.ALERTS, folder.resolve("orca-alerts.yml"));
        StringBuilder config = new StringBuilder("""
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: [orca-alerts.yml]
                scrape_configs:
                """);
        jobs.forEach((job, ports) -> config.append("  - job_name: ").append(job).append("\n    static_configs: [{targets: ")
                .append(ports.stream().map(p -> "\"127.0.0.1:" + p + "\"").toList()).append("}]\n"));
        Path file = Files.writeString(folder.resolve("prometheus.yml"), config);
        server = new ProcessBuilder("prometheus", "--config.file=" + file, "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port, "--log.level=warn").redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile()).start();
    }

    /** Without the package this is a reason to skip; under {@code CI=true} to fail. */
    static void mustBeThere() throws InterruptedException {
        for (String program : List.of("prometheus", "promtool")) {
            try {
                if (new ProcessBuilder(program, "--version").redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0) {
                    continue;
                }
            } catch (IOException e) {
                // It is not there.
            }
            String words = "this package is missing: prometheus";
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionError(words);
            }
            throw new TestAbortedException(words);
        }
    }

    /** Runs {@code promtool} beside the files that it reads; what it said when it did not like them. */
    static String promtool(String... words) throws IOException, InterruptedException {
        Process tool = new ProcessBuilder(List.of(words)).directory(Deployed.ALERTS.getParent().toFile())
                .redirectErrorStream(true).start();
        String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(tool.waitFor()).as(said).isZero();
        return said;
    }

    private Json ask(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/" + path)).build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() == 503) {
            throw new ConnectException("it listens and is not ready yet");
        }
        Json json = Json.of(answer.body());
        assertThat(json.at("status").text()).as(path + ": " + answer.body()).isEqualTo("success");
        return json.at("data");
    }

    /** The series that an expression gives now. */
    List<Json> query(String expression) throws IOException, InterruptedException {
        return ask("query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8)).at("result").items();
    }

    /** What a rule is, and whether it could be evaluated. */
    List<Json> rules() throws IOException, InterruptedException {
        return ask("rules").at("groups").items().stream().flatMap(group -> group.at("rules").items().stream()).toList();
    }

    /** The names of the alerts that fire. */
    List<String> firing() throws IOException, InterruptedException {
        return ask("alerts").at("alerts").items().stream().filter(alert -> alert.at("state").text().equals("firing"))
                .map(alert -> alert.at("labels", "alertname").text()).toList();
    }

    /** A condition. */
    @FunctionalInterface
    interface Hope {
        boolean holds() throws IOException, InterruptedException;
    }

    /** Waits until {@code hope} has come true. */
    void until(String what, Duration longest, Hope hope) throws InterruptedException, IOException {
        long deadline = System.nanoTime() + longest.toNanos();
        while (true) {
            assertThat(server.isAlive()).as(Files.readString(folder.resolve("log"))).isTrue();
            try {
                if (hope.holds()) {
                    return;
                }
            } catch (ConnectException e) {
                // It is still beginning.
            }
            assertThat(System.nanoTime() - deadline).as("in time: " + what).isNegative();
            server.waitFor(300, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void close() {
        http.close();
        server.destroy();
        server.onExit().join();
    }
}
