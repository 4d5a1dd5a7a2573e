package orca.simulator.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An operator has a host serviced, as docs/maintenance.md says; its units are of a kind that stays where it is. */
@Timeout(180)
class MaintenanceTest {
    @TempDir
    private Path folder;

    private static void lease(Town town, String id) {
        town.good("request", "--id", id, "--type", "vm", "--units", "1", "--for", "6h", "--size", "cpu=1000,memory=512");
        town.good("wait", id);
    }

    @Test
    void aHostIsEmptiedBeforeItIsServicedAndTakesUnitsAgainWhenThatIsOver() {
        try (Town town = Town.usual(folder)) {
            lease(town, "one");
            assertThat(town.good("get", "units")).contains("node-1");
            assertThat(town.good("maintenance", "plan", "disks", "--host", "node-1", "--from", "+4h", "--for", "2h",
                    "--reason", "new disks")).contains("disks is planned", "1 unit has to leave from");
            assertThat(town.good("maintenance", "list")).containsPattern("disks +planned").contains("node-1", "new disks");
            assertThat(town.good("host", "show", "node-1")).contains("serviced ", "(disks, planned)");
            town.until("its holder knows", () -> {
                String told = town.good("describe", "one");
                return told.contains("maintenance disks") && told.contains("new disks");
            });
            lease(town, "two");
            assertThat(town.good("get", "units", "-o", "wide")).containsPattern("two.*node-2");

            assertThat(town.good("maintenance", "plan", "disks", "--host", "node-1", "--from", "+4h", "--for", "2h", "--lead",
                    "5h")).contains("disks is planned");
            assertThat(town.good("get", "hosts")).containsPattern("node-1 +leaving");
            town.until("the unit is elsewhere", () -> !town.good("get", "units").contains("node-1"));
            town.until("its holder knows", () -> town.good("describe", "one").contains("another unit is in the place of"));
        }
        try (Town town = new Town(folder, Town.USUAL)) {
            assertThat(town.good("get", "hosts")).containsPattern("node-1 +leaving");
            assertThat(town.good("maintenance", "end", "disks")).contains("disks is over");
            assertThat(town.orca("maintenance", "list").err()).contains("'orca maintenance plan' plans one");
            assertThat(town.good("get", "hosts")).containsPattern("node-1 +open");
            assertThat(town.orca("maintenance", "end", "disks").err()).contains("there is no maintenance disks");
            assertThat(town.orca("maintenance", "plan", "x", "--host", "node-9", "--from", "+1h", "--for", "1h").err())
                    .contains("hosts: there is no host node-9");
            assertThat(town.orca("maintenance", "plan", "x", "--where", "rack=r9", "--from", "+1h", "--for", "1h").err())
                    .contains("where: no host has");
            assertThat(town.orca("maintenance", "plan", "x", "--host", "node-1", "--from", "+1h").err())
                    .contains("either --until or --for");
            assertThat(town.good("maintenance", "plan", "site", "--all", "--from", "+9h", "--for", "1h"))
                    .contains("are promised to brokers for that time, and 0 will be there");
        }
    }
}
