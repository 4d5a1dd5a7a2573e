package orca.simulator.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
    private static final Duration PATIENCE = Quarter.PATIENCE;

    @TempDir
    private Path folder;

    private Quarter quarter;

    @BeforeEach
    void found() throws Exception {
        PrometheusServer.mustBeThere();
        quarter = new Quarter(folder, "");
    }

    @AfterEach
    void end() {
        quarter.close();
    }

    private PrometheusServer prometheus() throws IOException {
        return new PrometheusServer(folder.resolve("prometheus"), Map.of(
                "orca-containers", List.of(quarter.metrics("site"), quarter.metrics("market"), quarter.metrics("guest")),
                "orca-agents", List.of(quarter.metrics("host"))));
    }

    @Test
    void everyPanelAndEveryAlertHasItsFiguresAndAUnitThatStaysIsToldOf() throws Exception {
        try (PrometheusServer prometheus = prometheus()) {
            prometheus.until("all are asked", PATIENCE, () -> prometheus.query("up == 1").size() == 4);
            quarter.ready();
            quarter.machine("r1");
            quarter.lease("{\"id\": \"r2\", \"type\": \"disk\", \"units\": 1, \"length\": \"1h\"}", "r2", "active");
            quarter.lease("{\"id\": \"r3\", \"type\": \"disk\", \"units\": 4, \"length\": \"1h\"}", "r3", "failed");
            assertThat(prometheus.firing()).as("on a good day").isEmpty();

            quarter.give("r2");
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
            quarter.close("r1");
            quarter.settlement().kill("guest");
            prometheus.until("its absence is seen", PATIENCE, () -> prometheus.query(
                    "ALERTS{alertname=\"OrcaProcessDown\", instance=\"127.0.0.1:" + quarter.metrics("guest")
                            + "\"}").size() == 1);
        }
    }
}
