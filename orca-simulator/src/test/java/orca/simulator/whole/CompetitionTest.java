package orca.simulator.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import orca.wire.management.ManagementClient;
import orca.wire.management.RequestCommand;
import orca.wire.text.RecordForm;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two brokers sell parts of one site, a third sells a part of what one of them holds, and one guest asks them all. */
@Timeout(180)
class CompetitionTest {
    private static final String BROKERS = """
            folder: data
            management: {port: 0}
            types: {licence: {}, seat: {}, key: {}}
            authorities:
              west:
                types: {licence: none, seat: none, key: none}
                hosts:
                  pool: {type: licence, units: 5}
                  hall: {type: seat, units: 4}
                  safe: {type: key, units: 4}
                delegations:
                  - {to: north, type: licence, units: 3}
                  - {to: south, type: licence, units: 2}
                  - {to: north, type: seat, units: 2}
                  - {to: south, type: seat, units: 2}
                  - {to: north, type: key, units: 4}
            brokers: {north: {}, south: {}, corner: {}}
            service-managers: {guest: {}}
            """;

    @TempDir
    private static Path folder;

    private static Town town;

    @BeforeAll
    static void open() {
        town = new Town(folder, BROKERS);
        town.until("the delegations are held", () -> held() == 10);
    }

    private static long held() {
        return town.orca("get", "delegations").out().lines().filter(line -> line.matches(".* held +(given|held) .*")).count();
    }

    @AfterAll
    static void close() {
        town.close();
    }

    private static Town.Ran ask(String broker, String id, String type, int units) {
        return town.orca("request", "--broker", broker, "--id", id, "--type", type, "--units", Integer.toString(units),
                "--for", "1h", "--wait=60s");
    }

    @Test
    void whatOneBrokerHasNotTheOtherMayHave() {
        assertThat(ask("north", "n1", "licence", 3).code()).isZero();
        Town.Ran refused = ask("north", "n2", "licence", 1);
        assertThat(refused.code()).as("insufficient, with the earliest start").isEqualTo(4);
        assertThat(refused.err()).contains("--start");
        assertThat(ask("south", "s1", "licence", 2).code()).isZero();
        assertThat(ask("south", "s2", "licence", 1).code()).isEqualTo(4);
        assertThat(units("licence")).isEqualTo(5);
    }

    private static long units(String type) {
        return town.orca("get", "units").out().lines().filter(line -> line.contains(" " + type + " ")).count();
    }

    /** Asks both brokers for so many seats, which are wanted together or not at all. */
    private static void together(String first, int north, String second, int south) {
        ManagementClient client = ManagementClient.of(town.container().folder());
        client.request(RecordForm.readJson(RequestCommand.class, "{\"together\": true, \"wishes\": ["
                + "{\"id\": \"" + first + "\", \"broker\": \"north\", \"type\": \"seat\", \"units\": " + north
                + ", \"length\": \"1h\"}, {\"id\": \"" + second + "\", \"broker\": \"south\", \"type\": \"seat\", \"units\": "
                + south + ", \"length\": \"1h\"}]}"));
    }

    @Test
    void aGroupAcrossBothIsHadWholeOrNotAtAll() {
        together("g1", 1, "g2", 3);
        for (String id : List.of("g1", "g2")) {
            assertThat(town.orca("wait", id, "--for", "failed,closed", "--timeout", "60s").code()).as(id).isZero();
        }
        town.gone("g1", "g2");
        assertThat(units("seat")).as("nothing was redeemed").isZero();
        together("h1", 2, "h2", 2);
        for (String id : List.of("h1", "h2")) {
            assertThat(town.orca("wait", id, "--timeout", "60s").code()).as(id).isZero();
        }
        assertThat(units("seat")).isEqualTo(4);
    }

    @Test
    void aBrokerUnderABrokerSellsWhatItWasGivenAndNoMore() {
        Town.Ran given = town.orca("delegate", "--actor", "north", "--to", "corner", "--type", "key", "--units", "3",
                "--for", "30d", "--id", "keys");
        assertThat(given.code()).as(given.err()).isZero();
        town.until("the corner holds it", () -> keys("held"));
        assertThat(ask("corner", "c1", "key", 2).code()).isZero();
        assertThat(ask("corner", "c2", "key", 2).code()).as("only one is left there").isEqualTo(4);
        assertThat(ask("north", "n3", "key", 2).code()).as("three of its four are given away").isEqualTo(4);
        assertThat(ask("north", "n4", "key", 1).code()).isZero();
        assertThat(units("key")).isEqualTo(3);
        assertThat(town.orca("reclaim", "keys", "--actor", "north", "--reason", "exams").code()).isZero();
        town.until("the corner sells no more", () -> keys("reclaiming"));
        assertThat(ask("corner", "c3", "key", 1).code()).isIn(3, 4);
        assertThat(town.orca("close", "c1", "--wait").code()).isZero();
        town.until("it is the giver's again", () -> ask("north", "n" + System.nanoTime(), "key", 3).code() == 0);
    }

    /** Whether the giver and the holder say that the keys are so; the holder may not have heard what the giver said. */
    private static boolean keys(String state) {
        return town.good("get", "delegations", "--all").lines()
                .filter(line -> line.matches("keys +" + state + " +(given|held) .*")).count() == 2;
    }
}
