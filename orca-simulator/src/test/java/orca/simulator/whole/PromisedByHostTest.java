package orca.simulator.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A type that is promised by host, in a configuration, and one of its hosts drained, as docs/policies/evacuation.md says. */
@Tag("known")
@Timeout(180)
class PromisedByHostTest {
    private static final String BY_HOST = Town.USUAL.replace("vm: plain", "vm: {handler: plain, promised: by-host}")
            .replace("units-above: 2", "units-above: 9");

    @TempDir
    private Path folder;

    private static void request(Town town, String id, String cpu, String units) {
        town.good("request", "--id", id, "--type", "vm", "--units", units, "--for", "1h", "--size",
                "cpu=" + cpu + ",memory=512");
    }

    private static void lease(Town town, String id, String cpu, String units) {
        request(town, id, cpu, units);
        town.good("wait", id);
    }

    @Test
    void unitsAreOnTheHostsThatTheyWerePromisedOnAndADrainedHostSaysWhatIsPromisedOfIt() {
        try (Town town = new Town(folder, BY_HOST)) {
            town.until("the delegations are held", () -> town.orca("get", "delegations").out().lines()
                    .filter(line -> line.matches(".* held +(given|held) .*")).count() == 4);
            assertThat(town.good("get", "delegations", "-o", "json")).contains("by-host");
            lease(town, "small", "1000", "1");
            lease(town, "large", "3000", "2");
            assertThat(town.good("get", "units")).containsPattern("node-1").containsPattern("node-2");

            request(town, "none", "2000", "1");
            assertThat(town.orca("wait", "none").err()).as("1000 are left of one host, and nothing of the other")
                    .contains("1 units of 'vm' are not free throughout");

            assertThat(town.good("host", "drain", "node-2", "--reason", "a new disk")).contains("node-2 is drained",
                    "1 unit is on it", "units of type vm stay where they are: they are promised by host",
                    "it is promised to brokers (4 of west-market-vm)", "Make the delegation smaller");
            request(town, "late", "1000", "1");
            town.until("it waits for the host", () -> town.orca("get", "leases", "-o", "json").out()
                    .contains("host node-2, on which it was promised, is drained (a new disk)"));
            town.good("host", "undrain", "node-2");
            town.good("wait", "late");
        }
    }
}
