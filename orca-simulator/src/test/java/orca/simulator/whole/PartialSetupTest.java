package orca.simulator.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A site that can set up two of three units: what becomes of the third, from request to somebody else's use. */
@Timeout(180)
class PartialSetupTest {
    private static final String THREE_UNITS = """
            folder: data
            management: {port: 0}
            types:
              vm:
                dimensions: {cpu: milli-cores, memory: MiB}
                turnaround: {teardown: 1s, skew: 1s}
            authorities:
              west:
                types: {vm: third-fails}
                hosts:
                  node-1: {type: vm, units: 3, cpu: 3000, memory: 3072}
                delegations:
                  - {to: market, type: vm, units: 3, cpu: 3000, memory: 3072, largest: {cpu: 1000, memory: 1024}}
            brokers:
              market: {}
            service-managers:
              guest: {}
            """;

    @TempDir
    private Path folder;

    @Test
    void whatCouldNotBeSetUpIsSomebodyElsesAfterwards() {
        try (Town town = new Town(folder, THREE_UNITS)) {
            town.until("the delegation is held", () -> town.orca("get", "delegations").out().lines()
                    .filter(line -> line.matches(".* held +(given|held) .*")).count() == 2);
            Town.Ran first = request(town, "first", "1..3");
            assertThat(first.code()).as(first.err()).isZero();
            town.until("the rest is given back", () -> row(town, "tickets", "first", "2")
                    && row(town, "reservations", "first", "active"));
            town.until("the site goes by what is left", () -> town.good("describe", "first").contains("NARROWED"));
            assertThat(town.good("describe", "first")).contains("the third never comes up", "GIVE_BACK");
            assertThat(row(town, "leases", "first", "active")).as("the lease goes on").isTrue();

            Town.Ran second = request(town, "second", "1", "--defer-until", "now+30m");
            assertThat(second.code()).as("the broker has it to sell again: " + second.err()).isZero();
            assertThat(second.row("second")).contains("active", "1");
            Town.Ran third = request(town, "third", "1");
            assertThat(third.code()).as("and nothing beyond it").isEqualTo(4);
            assertThat(town.orca("close", "first", "second", "--wait").code()).isZero();
        }
    }

    private static Town.Ran request(Town town, String id, String units, String... more) {
        String[] words = {"request", "--id", id, "--type", "vm", "--units", units, "--size", "cpu=1000,memory=1024", "--for",
            "1h", "--wait=60s"};
        String[] all = Arrays.copyOf(words, words.length + more.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        return town.orca(all);
    }

    private static boolean row(Town town, String what, String id, String word) {
        return town.orca("get", what, id).row(id).anyMatch(word::equals);
    }
}
