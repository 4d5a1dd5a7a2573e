package orca.simulator.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a broker's part of the configuration file passes on to other brokers, from one start to the next. */
@Timeout(180)
class PassedOnTest {
    private static final String REST = """
            folder: data
            management: {port: 0}
            authorities:
              west:
                types: {licence: none, seat: none}
                hosts:
                  pool: {type: licence, units: 9}
                  chairs: {type: seat, units: 9}
                delegations: [GIVEN]
            brokers:
              market: {delegations: [PASSED]}
              corner: {}
              bazaar: {}
            service-managers:
              guest: {}
            """;

    @TempDir
    private Path folder;

    private Town town(String given, String... passed) {
        return new Town(folder, REST.replace("GIVEN", given).replace("PASSED", String.join(", ", passed)));
    }

    /** Waits until both sides of a delegation say that it is so. */
    private static void until(Town town, String id, String state, String units) {
        town.until(id + " is " + state + " for " + units, () -> rows(town, id)
                .filter(line -> line.matches(id + " +" + state + " +(given|held) +\\S+ +" + units + " .*")).count() == 2);
    }

    private static Stream<String> rows(Town town, String id) {
        return town.orca("get", "delegations", id).out().lines();
    }

    @Test
    void aPartIsGivenOnceItsBrokerHoldsTheWholeAndSoldByTheOtherBroker() {
        try (Town town = town("{to: market, type: licence, units: 6}", "{to: corner, type: licence, units: 4}")) {
            assertThat(town.container().differences()).allMatch(line -> line.equals("the delegation 'market-corner-licence' of"
                    + " 'market' cannot be given yet, and is as soon as it can: delegation.type: no delegation of type 'licence'"
                    + " is held here that a part could be given of"));
            until(town, "market-corner-licence", "held", "4");
            Town.Ran lease = town.orca("request", "--id", "four", "--type", "licence", "--units", "4", "--for", "1h",
                    "--broker", "corner", "--wait");
            assertThat(lease.code()).as(lease.err()).isZero();
            assertThat(town.orca("request", "--id", "three", "--type", "licence", "--units", "3", "--for", "1h",
                    "--broker", "market", "--wait").code()).as("the market has two left").isEqualTo(4);
        }
        try (Town town = town("{to: market, type: licence, units: 6}", "{to: corner, type: licence, units: 4}")) {
            assertThat(town.container().differences()).as("the same file changes nothing").isEmpty();
            until(town, "market-corner-licence", "held", "4");
        }
    }

    @Test
    void whatTheFileChangesIsOfferedAnewAndWhatItDropsIsMentioned() {
        String whole = "{id: w, to: market, type: licence, units: 6}, {id: s, to: market, type: seat, units: 3}";
        try (Town town = town(whole, "{id: p, to: corner, type: licence, units: 2}")) {
            until(town, "p", "held", "2");
            until(town, "s", "held", "3");
        }
        try (Town town = town(whole, "{id: p, to: corner, type: licence, units: 5, from: w}",
                "{id: q, to: bazaar, type: seat, units: 3}")) {
            assertThat(town.container().differences()).singleElement().asString()
                    .startsWith("the delegation 'p' of 'market' (capacity ")
                    .endsWith(") is offered anew as the file says; see 'orca get delegations' for the broker's answer");
            until(town, "p", "held", "5");
            until(town, "q", "held", "3");
        }
        try (Town town = town(whole, "{id: p, to: bazaar, type: licence, units: 5}",
                "{id: r, to: corner, type: licence, units: 9,"
                        + " term: {from: \"2019-01-01T00:00:00Z\", until: \"2020-01-01T00:00:00Z\"}}")) {
            assertThat(town.container().differences()).containsExactlyInAnyOrder(
                    "the delegation 'p' of 'market' (broker corner -> bazaar) stays as it was, though the file says otherwise:"
                            + " delegation: p is another broker's, of another type, or a part of another delegation",
                    "the delegation 'r' of 'market' is not given: delegation.term: is over, it ended at 2020-01-01T00:00:00Z",
                    "'market' has a delegation 'q' that the file does not name; it stays in force until"
                            + " 'orca reclaim q --actor market'");
            until(town, "p", "held", "5");
        }
    }

    @Test
    void aPartFollowsTheTermOfWhatItIsAPartOf() {
        String part = "{id: p, to: corner, type: licence, units: 2}";
        try (Town town = town("{id: w, to: market, type: licence, units: 6, term: {until: \"2035-01-01T00:00:00Z\"}}", part)) {
            until(town, "p", "held", "2");
            assertThat(end(town)).contains("2035-01-01T00:00:00Z");
        }
        String longer = "{id: w, to: market, type: licence, units: 6, term: {until: \"2036-01-01T00:00:00Z\"}}";
        try (Town town = town(longer, part)) {
            town.until("the whole is longer", () -> town.orca("get", "delegations", "w", "-o", "json").out()
                    .split("2036-01-01T00:00:00Z", -1).length == 3);
        }
        try (Town town = town(longer, part)) {
            // Unless the whole was longer before the part was looked at, one start ago.
            assertThat(town.container().differences())
                    .allMatch(line -> line.startsWith("the delegation 'p' of 'market' (term "));
            town.until("the part is, too", () -> end(town).split("2036-01-01T00:00:00Z", -1).length == 3);
        }
    }

    private static String end(Town town) {
        return town.orca("get", "delegations", "p", "-o", "json").out();
    }

    @Test
    void moreThanIsHeldIsGivenWhenTheSiteGivesMore() {
        try (Town town = town("{id: w, to: market, type: licence, units: 3}", "{id: p, to: corner, type: licence, units: 5}")) {
            assertThat(town.container().differences()).singleElement().asString()
                    .startsWith("the delegation 'p' of 'market' cannot be given yet, and is as soon as it can: ");
            town.until("the whole is held", () -> rows(town, "w").filter(line -> line.matches("w +held .*")).count() == 2);
            assertThat(town.orca("delegate", "--actor", "west", "--id", "w", "--broker", "market", "--type", "licence",
                    "--units", "7", "--for", "30d").code()).isZero();
            until(town, "p", "held", "5");
        }
    }
}
