package orca.simulator.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A guest wants larger units than their hosts have room for, as docs/policies/growth.md says. */
@Timeout(180)
class GrowthTest {
    @TempDir
    private Path folder;

    private static void lease(Town town, String id, int cpu) {
        town.good("request", "--id", id, "--type", "vm", "--units", "1", "--for", "1h", "--size", "cpu=" + cpu + ",memory=512");
        town.good("wait", id);
    }

    @Test
    void aUnitGoesWhereThereIsRoomAndItsHolderSeesIt() {
        try (Town town = new Town(folder, Town.USUAL.replace("vm: plain", "vm: moving"))) {
            town.until("the delegations are held", () -> town.orca("get", "delegations").out().lines()
                    .filter(line -> line.matches(".* held +(given|held) .*")).count() == 4);
            lease(town, "one", 1000);
            lease(town, "two", 2500);
            assertThat(town.good("get", "units")).contains("node-1").doesNotContain("node-2");

            town.good("resize", "one", "--cpu", "2000");
            town.until("it has grown on the other host", () -> Pattern.compile("west-u1 +ready +vm +cpu 2000.* node-2 ")
                    .matcher(town.good("get", "units", "-o", "wide")).find());
            town.until("its holder knows", () -> {
                String told = town.good("describe", "one");
                return told.contains("Reservation one: active") && told.contains("ready on node-2");
            });
            assertThat(town.good("describe", "one"))
                    .containsPattern("west-u1 +migrating +MOVE\\R +node-1 has no room for \\[2000, 512]")
                    .containsPattern("west-u1 +modifying +CHANGE");
            assertThat(town.good("logs", "west-u1")).contains("MODIFY on node-1, to be on node-2 with [1000, 512]",
                    "MODIFY on node-2 with [2000, 512]");

            lease(town, "three", 2000);
            town.good("resize", "one", "--cpu", "3000");
            town.until("it is refused", () -> town.good("describe", "one").contains("the last change was refused"));
            assertThat(town.good("describe", "one").replaceAll("\\s+", " "))
                    .contains("no room on node-2 for [3000, 512] until", "nor is there on another host")
                    .contains("instead earliest for all", "ready on node-2");
        }
    }
}
