package orca.simulator.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus' own tool says of the files in {@code deploy/prometheus}. */
@Tag("hosts")
@Timeout(120)
class PromtoolIT {
    @TempDir
    private Path folder;

    @BeforeEach
    void lookForIt() throws Exception {
        PrometheusServer.mustBeThere();
    }

    @Test
    void theFilesAreWhatPrometheusTakesAndTheAlertsFireWhenTheyShould() throws Exception {
        assertThat(PrometheusServer.promtool("promtool", "check", "rules", Deployed.ALERTS.toString())).contains("SUCCESS");
        assertThat(PrometheusServer.promtool("promtool", "check", "config", Deployed.CONFIG.toString())).contains("SUCCESS");
        assertThat(PrometheusServer.promtool("promtool", "test", "rules", Deployed.ALERTS_TEST.toString())).contains("SUCCESS");
        Path broken = Files.writeString(folder.resolve("broken.yml"), Files.readString(Deployed.ALERTS).replace("rate(", "rat("));
        Process tool = new ProcessBuilder("promtool", "check", "rules", broken.toString())
                .redirectErrorStream(true).redirectOutput(folder.resolve("said").toFile()).start();
        assertThat(tool.waitFor()).as("what is wrong is seen").isNotZero();
    }
}
