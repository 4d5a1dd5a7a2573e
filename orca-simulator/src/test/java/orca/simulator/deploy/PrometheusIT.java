package orca.simulator.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import orca.simulator.apart.Launch;
import orca.simulator.apart.Settlement;
import orca.testkit.FreePort;
import orca.wire.management.CloseCommand;
import orca.wire.management.Filter;
import orca.wire.management.ManagementClient;
import orca.wire.management.RequestCommand;
import orca.wire.text.RecordForm;
import orca.wire.trust.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A site, a broker, a guest and a host, each a process, watched by a real Prometheus with what is in {@code deploy/}. */
@Tag("hosts")
@Timeout(400)
class PrometheusIT {
    private static final Duration PATIENCE = Duration.ofSeconds(100);
    private static final String TYPES = """
            types:
              vm: {dimensions: {cpu: milli-cores, memory: MiB}, turnaround: {setup: 20s, teardown: 5s, skew: 1s}}
              disk: {turnaround: {teardown: 1s, skew: 1s}}
            """;

    @TempDir
    private Path folder;

    private Settlement settlement;
    private final Map<String, Integer> wire = new LinkedHashMap<>();
    private final Map<String, Integer> metrics = new LinkedHashMap<>();

    @BeforeEach
    void found() throws Exception {
        PrometheusServer.mustBeThere();
        settlement = new Settlement(folder);
        for (String name : List.of("host", "market", "site", "guest")) {
            wire.put(name, FreePort.take());
            metrics.put(name, FreePort.take());
        }
        settlement.found("host", "host: h1\nlisten: \"127.0.0.1:" + wire.get("host") + "\"\nfolder: data\nkey: keys/host.key\n"
                + figures("host") + "drivers:\n  native: {folder: \"" + folder.resolve("units") + "\"}\n");
        settlement.found("market", common("market", wired("market")) + "brokers: {market: {}}\n");
        settlement.found("site", common("site", wired("site")) + "handlers:\n  native: {agent-key: \""
                + settlement.home("site").resolve("keys/site.key") + "\", agent.h1: \"" + settlement.key("host")
                + " http://127.0.0.1:" + wire.get("host") + "/soap/agent\"}\n" + """
                authorities:
                  site:
                    types: {vm: native, disk: stubborn}
                    hosts:
                      h1: {type: vm, units: 2, cpu: 1000, memory: 256}
                      d1: {type: disk, units: 4}
                    delegations:
                      - {to: market, type: vm, units: 2, cpu: 1000, memory: 256, largest: {cpu: 1000, memory: 256}}
                      - {to: market, type: disk, units: 4}
                """);
        settlement.found("guest", common("guest", "wire: {}\n") + "service-managers: {guest: {}}\n");
        settlement.pin("host", "site", Role.AUTHORITY, Optional.empty());
        settlement.pin("site", "market", Role.BROKER, url("market"));
        settlement.pin("market", "site", Role.AUTHORITY, url("site"));
        settlement.pin("market", "guest", Role.SERVICE_MANAGER, Optional.empty());
        settlement.pin("guest", "market", Role.BROKER, url("market"));
        settlement.launch("host", new Launch(List.of(), List.of("-Xmx160m"), "orca.nodeagent.daemon.Main", "agent"));
        for (String name : List.of("site", "market", "guest")) {
            settlement.launch(name, new Launch(List.of(), List.of("-Xmx160m"), Launch.UP.main(), Launch.UP.verb()));
            settlement.await(name, PATIENCE);
        }
    }

    @AfterEach
    void end() {
        settlement.close();
    }

    private String figures(String name) {
        return "metrics: {listen: \"127.0.0.1:" + metrics.get(name) + "\"}\n";
    }

    private String common(String name, String wired) {
        return "folder: data\nmanagement: {port: 0}\n" + figures(name) + wired + TYPES;
    }

    private String wired(String name) {
        return "wire: {listen: \"127.0.0.1:" + wire.get(name) + "\"}\n";
    }

    private Optional<String> url(String name) {
        return Optional.of("http://127.0.0.1:" + wire.get(name) + "/soap/" + name);
    }

    private ManagementClient guest() {
        return ManagementClient.of(settlement.data("guest"));
    }

    private void lease(String wish, String id, String state) throws Exception {
        guest().request(RecordForm.readJson(RequestCommand.class, "{\"wishes\": [" + wish + "]}"));
        assertThat(guest().waitFor(id, Optional.empty(), List.of(state), PATIENCE).reached()).as(id).isTrue();
    }

    private PrometheusServer prometheus() throws IOException {
        return new PrometheusServer(folder.resolve("prometheus"), Map.of(
                "orca-containers", List.of(metrics.get("site"), metrics.get("market"), metrics.get("guest")),
                "orca-agents", List.of(metrics.get("host"))));
    }

    @Test
    void everyPanelAndEveryAlertHasItsFiguresAndAUnitThatStaysIsToldOf() throws Exception {
        try (PrometheusServer prometheus = prometheus()) {
            prometheus.until("all are asked", PATIENCE, () -> prometheus.query("up == 1").size() == 4);
            while (ManagementClient.of(settlement.data("market")).delegations(Filter.LIVE).items().stream()
                    .filter(row -> row.state().equals("held")).count() < 2) {
                ManagementClient.of(settlement.data("market")).changes(0, Duration.ofSeconds(1));
            }
            lease("{\"id\": \"r1\", \"type\": \"vm\", \"units\": 1, \"sliver\": {\"cpu\": 500, \"memory\": 64},"
                    + " \"length\": \"1h\"}", "r1", "active");
            lease("{\"id\": \"r2\", \"type\": \"disk\", \"units\": 1, \"length\": \"1h\"}", "r2", "active");
            lease("{\"id\": \"r3\", \"type\": \"disk\", \"units\": 4, \"length\": \"1h\"}", "r3", "failed");
            assertThat(prometheus.firing()).as("on a good day").isEmpty();

            guest().close(new CloseCommand(Optional.empty(), false, Optional.empty(), "r2"));
            prometheus.until("the alert fires", PATIENCE, () -> prometheus.firing().contains("OrcaUnitQuarantined"));
            assertThat(prometheus.query("orca_units{actor=\"site\", type=\"disk\", state=\"quarantined\"} == 1")).hasSize(1);

            List<String> empty = new ArrayList<>(Deployed.panelExpressions());
            assertThat(empty).hasSizeGreaterThan(50);
            Set<String> left = new TreeSet<>(empty);
            for (Json rule : prometheus.rules()) {
                left.addAll(Deployed.selectors(rule.at("query").text()));
            }
            Set<String> open = left;
            prometheus.until("each has a result: " + open, PATIENCE, () -> {
                for (String expression : List.copyOf(open)) {
                    if (!prometheus.query(expression).isEmpty()) {
                        open.remove(expression);
                    }
                }
                return open.isEmpty();
            });
            assertThat(prometheus.rules()).hasSizeGreaterThan(15).allSatisfy(rule ->
                    assertThat(rule.at("health").text()).as(rule.at("name") + ": " + rule.find("lastError")).isEqualTo("ok"));
            guest().close(new CloseCommand(Optional.empty(), false, Optional.empty(), "r1"));
            assertThat(guest().waitFor("r1", Optional.empty(), List.of("closed"), PATIENCE).reached()).isTrue();
            settlement.kill("guest");
            prometheus.until("its absence is seen", PATIENCE, () -> prometheus.query(
                    "ALERTS{alertname=\"OrcaProcessDown\", instance=\"127.0.0.1:" + metrics.get("guest") + "\"}").size() == 1);
        }
    }
}
