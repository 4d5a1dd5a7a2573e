package orca.runtime.sensing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import orca.runtime.config.ConfigFile;
import orca.runtime.config.SensorConfig;
import orca.runtime.container.Container;
import orca.wire.management.Filter;
import orca.wire.management.ManagementClient;
import orca.wire.management.SampleCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is measured comes to controllers, told or asked for, in a container that runs. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class SensorsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(1500);
    private static final String FILE = """
            folder: data
            management: {port: 0}
            authorities:
              duke:
                types: {licence: none}
                hosts: {pool: {type: licence, units: 9}}
                delegations: [{to: market, type: licence, units: 9, term: {until: now+30d}}]
            brokers: {market: {}}
            service-managers:
              lab:
                ask-every: 1s
                controllers:
                  told: {name: follow-metric, settings: {broker: market, type: licence, sensor: users, per-unit: 0.5, max: 4,
                    retry: 1s, length: 1h, grow-after: 1s}}
                  asked: {name: follow-queue, settings: {broker: market, type: licence, queue: jobs, rate: 1, drain: 10s, max: 5,
                    retry: 1s, length: 1h, grow-after: 1s}}
                sensors:
                  users: told
                  jobs: {slice: asked, command: "cat FOLDER/jobs", every: 1s, limit: 1s}
            """;

    @TempDir
    private Path folder;

    private static void await(ManagementClient client, String slice, int units) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            long count = client.changes(0, Duration.ofMillis(1)).changes();
            long active = client.reservations(Filter.LIVE).items().stream()
                    .filter(r -> r.slice().equals(slice) && r.state().equals("active")).count();
            if (active == units) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError(slice + " has " + active + " of " + units + ": " + client.reservations(Filter.LIVE));
            }
            client.changes(count, Duration.ofSeconds(1));
        }
    }

    @Test
    void controllersActOnWhatIsToldAndOnWhatIsAskedFor() throws Exception {
        Path jobs = folder.resolve("jobs");
        Files.writeString(jobs, "0\n");
        String text = FILE.replace("FOLDER", folder.toString());
        try (Container container = new Container(ConfigFile.parse(folder.resolve("orca.yaml"), text), false, "test")) {
            ManagementClient client = ManagementClient.of(container.folder());
            await(client, "told", 1);
            client.sample(new SampleCommand(Optional.empty(), "told", "users", 1.5));
            await(client, "told", 3);
            Files.writeString(jobs, "41 jobs wait\n");
            await(client, "asked", 5);

            refused(client, "told", "jobs", 1, "slice: the sensor 'jobs' is of the slice 'asked'");
            refused(client, "told", "user", 1, "sensor: 'lab' has no sensor 'user'");
            // Two within a second, as soon as the machine lets them.
            assertThatThrownBy(() -> {
                long deadline = System.nanoTime() + PATIENCE.toNanos();
                while (System.nanoTime() < deadline) {
                    client.sample(new SampleCommand(Optional.empty(), "asked", "jobs", 40));
                }
            }).isInstanceOf(ManagementClient.Refused.class).hasMessageStartingWith(
                    "sensor: at most one sample a second of 'jobs'");
        }
    }

    /** What each controller's page shows stands under the name of a service manager. */
    @ParameterizedTest
    @ValueSource(strings = {"follow-metric", "follow-queue", "keep-count", "replace-lost", "track-target"})
    void whatThePagesShowIsTaken(String controller) throws Exception {
        String page = Files.readString(
                Path.of(System.getProperty("orca.root", "..")).resolve("docs/policies/" + controller + ".md"));
        Matcher block = Pattern.compile("(?s)```yaml\n(.*?)```").matcher(page);
        assertThat(block.find()).isTrue();
        String text = "types: {vm: {dimensions: {cpu: cores, memory: MiB}}}\nservice-managers:\n  lab:\n"
                + block.group(1).indent(4);

        var guest = ConfigFile.parse(folder.resolve("orca.yaml"), text).config().serviceManagers().get("lab");
        assertThat(guest.controllers().values()).singleElement()
                .satisfies(chosen -> assertThat(chosen.name()).isEqualTo(controller));
    }

    private static void refused(ManagementClient client, String slice, String sensor, double value, String why) {
        assertThatThrownBy(() -> client.sample(new SampleCommand(Optional.empty(), slice, sensor, value)))
                .isInstanceOf(ManagementClient.Refused.class).hasMessageStartingWith(why);
    }

    private static SensorConfig command(String line, Duration limit) {
        return new SensorConfig("web", Optional.of(line), Optional.empty(), Duration.ofSeconds(60), limit);
    }

    @Test
    void aCommandSaysANumberInTimeOrNothing() throws Exception {
        assertThat(Probe.measure(command("echo 12.5 users", PATIENCE))).isEqualTo(12.5);
        assertThat(Probe.measure(command("echo -3e2", PATIENCE))).isEqualTo(-300);
        for (String line : List.of("echo many", "true", "echo 1; exit 3", "echo NaN", "sleep 30", "sleep 30 & sleep 30",
                "no-such-command-at-all", "yes")) {
            long begun = System.nanoTime();
            assertThatThrownBy(() -> Probe.measure(command(line, SHORT))).as(line).isInstanceOf(IOException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).as(line).isLessThan(Duration.ofSeconds(15));
        }
    }

    @Test
    void anAddressIsFetchedWithinItsLimit() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/good", call -> {
            byte[] body = "7.25\n".getBytes(StandardCharsets.UTF_8);
            call.sendResponseHeaders(200, body.length);
            call.getResponseBody().write(body);
            call.close();
        });
        server.createContext("/bad", call -> {
            call.sendResponseHeaders(500, -1);
            call.close();
        });
        server.createContext("/slow", call -> {
            call.sendResponseHeaders(200, 0);
            call.getResponseBody().write('1');
            call.getResponseBody().flush(); // and never ends
        });
        server.start();
        try {
            String base = "http://127.0.0.1:" + server.getAddress().getPort();
            assertThat(Probe.measure(url(base + "/good", PATIENCE))).isEqualTo(7.25);
            assertThatThrownBy(() -> Probe.measure(url(base + "/bad", PATIENCE))).hasMessageContaining("answers with status 500");
            assertThatThrownBy(() -> Probe.measure(url(base + "/slow", SHORT))).hasMessageContaining("took longer than 1500 ms");
        } finally {
            server.stop(0);
        }
    }

    private static SensorConfig url(String address, Duration limit) {
        return new SensorConfig("web", Optional.empty(), Optional.of(address), Duration.ofSeconds(60), limit);
    }
}
