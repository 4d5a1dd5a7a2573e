package orca.simulator.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A configuration file whose delegations change from one start to the next. */
@Timeout(180)
class FileDelegationsTest {
    private static final String REST = """
            folder: data
            management: {port: 0}
            authorities:
              west:
                types: {licence: none, seat: none}
                hosts:
                  pool: {type: licence, units: 9}
                  chairs: {type: seat, units: 9}
            brokers:
              market: {}
              bazaar: {}
            service-managers:
              guest: {}
            """;

    @TempDir
    private Path folder;

    /** A town with these delegations in its file. */
    private Town town(String... delegations) {
        String block = delegations.length == 0 ? "" : "    delegations:\n      - "
                + String.join("\n      - ", delegations) + "\n";
        return new Town(folder, REST.replace("brokers:\n", block + "brokers:\n"));
    }

    /** Waits until both sides of the delegation say so. */
    private static void held(Town town, String id, String units) {
        town.until(id + " is held for " + units, () -> town.orca("get", "delegations", id).out().lines()
                .filter(line -> line.matches(id + " +held +(given|held) +\\S+ +" + units + " .*")).count() == 2);
    }

    @Test
    void anEntryThatIsAddedOrChangedTakesEffectAtTheNextStart() {
        try (Town town = town("{to: market, type: licence, units: 3}")) {
            assertThat(town.container().differences()).isEmpty();
            held(town, "west-market-licence", "3");
        }
        try (Town town = town("{to: market, type: licence, units: 5}", "{to: bazaar, type: seat, units: 2}")) {
            assertThat(town.container().differences()).singleElement().asString()
                    .startsWith("the delegation 'west-market-licence' of 'west' (capacity ")
                    .endsWith("is offered anew as the file says; see 'orca get delegations' for the broker's answer");
            held(town, "west-market-licence", "5");
            held(town, "west-bazaar-seat", "2");
            assertThat(town.orca("request", "--id", "five", "--type", "licence", "--units", "5", "--for", "1h",
                    "--broker", "market", "--wait").code()).as("what is new can be used").isZero();
        }
        try (Town town = town("{to: market, type: licence, units: 5}", "{to: bazaar, type: seat, units: 2}")) {
            assertThat(town.container().differences()).as("the same file changes nothing").isEmpty();
        }
    }

    @Test
    void aBrokerRefusesToGiveUpWhatItHasPromised() {
        try (Town town = town("{to: market, type: licence, units: 4}")) {
            held(town, "west-market-licence", "4");
            assertThat(town.orca("request", "--id", "four", "--type", "licence", "--units", "4", "--for", "1h",
                    "--broker", "market", "--wait").code()).isZero();
        }
        try (Town town = town("{to: market, type: licence, units: 1}")) {
            assertThat(town.container().differences()).hasSize(1);
            town.until("the broker has said no", () -> town.orca("get", "delegations", "west-market-licence", "-o", "json").out()
                    .contains("are promised at once"));
            held(town, "west-market-licence", "4");
            assertThat(town.orca("get", "leases", "four").row("four")).contains("active");
        }
    }

    @Test
    void anEntryThatIsGoneIsMentionedAndTheDelegationStays() {
        try (Town town = town("{to: market, type: licence, units: 3}")) {
            held(town, "west-market-licence", "3");
            assertThat(town.orca("delegate", "--id", "by-hand", "--broker", "bazaar", "--type", "seat", "--units", "1",
                    "--for", "1d").code()).isZero();
            held(town, "by-hand", "1");
        }
        try (Town town = town()) {
            assertThat(town.container().differences()).containsExactlyInAnyOrder(
                    "'west' has a delegation 'west-market-licence' that the file does not name; it stays in force until"
                            + " 'orca reclaim west-market-licence'",
                    "'west' has a delegation 'by-hand' that the file does not name; it stays in force until"
                            + " 'orca reclaim by-hand'");
            held(town, "west-market-licence", "3");
            assertThat(town.orca("reclaim", "west-market-licence", "--reason", "not in the file").code()).isZero();
            town.until("it is over", () -> town.orca("get", "delegations", "-o", "name").out().lines()
                    .allMatch("by-hand"::equals));
        }
        try (Town town = town()) {
            assertThat(town.container().differences()).hasSize(1);
        }
    }

    @Test
    void whatCannotBeChangedIsSaidAndEverythingElseRuns() {
        try (Town town = town("{id: d1, to: market, type: licence, units: 3}")) {
            held(town, "d1", "3");
        }
        try (Town town = town("{id: d1, to: bazaar, type: licence, units: 3}")) {
            assertThat(town.container().differences()).containsExactly("the delegation 'd1' of 'west' (broker market -> bazaar)"
                    + " stays as it was, though the file says otherwise: delegation: d1 is another broker's or of another type");
            held(town, "d1", "3");
        }
        try (Town town = town("{id: d1, to: market, type: licence, units: 30}")) {
            assertThat(town.container().differences()).singleElement().asString()
                    .contains("stays as it was, though the file says otherwise: delegation.capacity: ");
            held(town, "d1", "3");
        }
    }
}
