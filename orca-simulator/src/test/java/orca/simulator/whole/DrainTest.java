package orca.simulator.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An operator drains a host, as docs/policies/evacuation.md says; its units are of a kind that stays where it is. */
@Timeout(180)
class DrainTest {
    @TempDir
    private Path folder;

    private static void lease(Town town, String id) {
        town.good("request", "--id", id, "--type", "vm", "--units", "1", "--for", "1h", "--size", "cpu=1000,memory=512");
        town.good("wait", id);
    }

    @Test
    void aDrainedHostIsShownAndPassedByUntilSomebodyEndsThat() {
        try (Town town = Town.usual(folder)) {
            lease(town, "one");
            assertThat(town.good("get", "units")).contains("node-1");
            assertThat(town.good("host", "drain", "node-1", "--reason", "a new disk")).contains(
                    "node-1 is drained", "1 unit is on it",
                    "of which 1 cannot be moved now", "their handler, plain, does not move any");
            assertThat(town.good("get", "hosts")).containsPattern("node-1 +drained").containsPattern("node-2 +open");
            assertThat(town.good("get", "units", "-o", "wide"))
                    .contains("its host is drained; units of type vm stay where they are");
            assertThat(town.orca("host", "drain", "node-9").err()).contains("there is no host node-9");
        }
        try (Town town = new Town(folder, Town.USUAL)) {
            assertThat(town.good("get", "hosts")).as("the file says that it is open").containsPattern("node-1 +drained");
            lease(town, "two");
            assertThat(town.good("get", "units")).contains("node-2");
            assertThat(town.good("host", "undrain", "node-1")).contains("node-1 is drained no more");
            assertThat(town.good("get", "hosts")).containsPattern("node-1 +open");
        }
    }
}
