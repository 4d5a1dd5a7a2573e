package orca.simulator.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** {@code orca delegate} and {@code orca reclaim} at a broker: what they do, in every form, and what they are told. */
@Timeout(180)
class PassingVerbsTest {
    private static final String FILE = """
            folder: data
            management: {port: 0}
            types:
              vm: {dimensions: {cpu: milli-cores, memory: MiB}}
            authorities:
              west:
                types: {vm: none, licence: none}
                hosts:
                  node-1: {type: vm, units: 4, cpu: 4000, memory: 4096}
                  pool: {type: licence, units: 9}
                delegations:
                  - {to: market, type: vm, units: 4, cpu: 4000, memory: 4096, largest: {cpu: 2000, memory: 2048}}
                  - {to: market, type: licence, units: 6}
            brokers: {market: {}, corner: {}, bazaar: {}}
            service-managers: {guest: {}}
            """;

    @TempDir
    private static Path folder;

    private static Town town;

    @BeforeAll
    static void open() {
        town = new Town(folder, FILE);
        town.until("the delegations are held", () -> town.orca("get", "delegations").out().lines()
                .filter(line -> line.matches(".* held +(given|held) .*")).count() == 4);
    }

    @AfterAll
    static void close() {
        town.close();
    }

    private static Town.Ran typed(String line) {
        return town.orca(line.split(" "));
    }

    private static Town.Ran good(String line) {
        Town.Ran ran = typed(line);
        assertThat(ran.code()).as(ran.err()).isZero();
        return ran;
    }

    private static Stream<String> rows(String id) {
        return typed("get delegations " + id).out().lines().filter(line -> line.startsWith(id + " "));
    }

    private static void until(String id, String state, int units) {
        town.until(id + " is " + state, () -> rows(id)
                .filter(line -> line.matches(id + " +" + state + " +(given|held) .* " + units + " .*")).count() == 2);
    }

    @Test
    void aPartIsGivenListedRenewedAndTakenBack() {
        String give = "delegate --actor market --to corner --type licence --units 2 --for 10d --id part";
        assertThat(good(give + " --dry-run").out()).isEqualTo("would be taken, nothing was done: part delegated to corner\n");
        assertThat(typed("get delegations part").code()).as("nothing was done").isEqualTo(3);
        assertThat(good(give + " --request-id once").out()).isEqualTo("part delegated to corner\n");
        assertThat(good(give + " --request-id once").out()).as("answered again").isEqualTo("part delegated to corner\n");
        Town.Ran conflict = typed(give.replace("--units 2", "--units 3") + " --request-id once");
        assertThat(conflict.code()).isEqualTo(6);
        assertThat(conflict.err()).startsWith("orca: requestId: 'once' was used for another command\n");
        until("part", "held", 2);

        assertThat(typed("get delegations part -o wide").out()).containsPattern("part +held +given .* market > corner")
                .containsPattern("part +held +held .* market > corner");
        assertThat(rows("part")).allMatch(line -> line.length() <= 80);
        assertThat(typed("get delegations part -o name").out()).isEqualTo("part\npart\n");
        List<Map<String, Object>> json = new Yaml().load(typed("get delegations part -o json").out());
        List<Map<String, Object>> yaml = new Yaml().load(typed("get delegations part -o yaml").out());
        assertThat(json).isEqualTo(yaml).hasSize(2);
        assertThat(json).allSatisfy(row -> assertThat(row).containsEntry("issuer", "market").containsEntry("holder", "corner"));
        assertThat(json).extracting(row -> row.get("actor") + " " + row.get("side"))
                .containsExactlyInAnyOrder("market given", "corner held");
        assertThat(typed("get delegations --actor corner -o name").out()).isEqualTo("part\n");

        assertThat(good(give.replace("--units 2", "--units 4") + " -o name").out()).isEqualTo("part\n");
        until("part", "held", 4);
        // Who waits long is told what for; nothing else is said.
        assertThat(good("request --id three --type licence --units 3 --for 1h --broker corner --wait").err().lines())
                .allMatch(line -> line.startsWith("three is ") && line.endsWith(" ..."));
        assertThat(typed("request --id more --type licence --units 3 --for 1h --broker market --wait").code())
                .as("the market has two left").isEqualTo(4);

        assertThat(good("reclaim part --actor market --dry-run").out())
                .isEqualTo("would be taken, nothing was done: part reclaimed\n");
        assertThat(rows("part")).allMatch(line -> line.matches("part +held .*"));
        Map<String, Object> said = new Yaml().load(good("reclaim part --actor market --reason moving -o json").out());
        assertThat(said).containsEntry("ids", List.of("part"));
        until("part", "reclaiming", 4);
        assertThat(typed("get delegations part -o wide").out()).containsPattern("part +reclaiming +held .* moving");
        assertThat(good("reclaim part --actor market").out()).as("once more changes nothing").isEqualTo("part reclaimed\n");
        Town.Ran late = typed("request --id late --type licence --for 1h --broker corner --wait");
        assertThat(late.code()).as(late.err()).isIn(3, 4);
        assertThat(good("get leases three").row("three")).as("live tickets run on").contains("active");
        good("close three --wait");
        town.until("the part is over on both sides", () -> typed("get delegations -o name").out().lines()
                .noneMatch("part"::equals));
        until("part", "closed", 4);
    }

    @Test
    void withoutANameOneIsMadeUpAndAllFormsOfTheAnswerAgree() {
        String id = good("delegate --actor market --broker bazaar --type vm --units 1 --capacity cpu=500,memory=512 --for 1d"
                + " --from west-market-vm -o name").out().strip();
        assertThat(id).startsWith("west-market-vm-");
        until(id, "held", 1);
        Map<String, Object> json = new Yaml().load(good("delegate --actor market --broker bazaar --type vm --units 1"
                + " --capacity cpu=500,memory=512 --for 1d --dry-run -o json").out());
        assertThat(json).containsEntry("dryRun", true);
        Map<String, Object> yaml = new Yaml().load(good("reclaim " + id + " --actor market -o yaml").out());
        assertThat(yaml).containsEntry("dryRun", false).containsEntry("ids", List.of(id));
        until(id, "closed", 1);
    }

    static Stream<Arguments> wrong() {
        return """
                2 | actor: 'guest' is no authority, but a service manager | delegate --actor guest --to corner ONE
                3 | actor: there is no 'markt' here; did you mean 'market'? | delegate --actor markt --to corner ONE
                3 | a broker gives nothing to itself | delegate --actor market --to market ONE
                2 | broker: 'guest' is no broker | delegate --actor market --to guest ONE
                3 | broker: there is no 'nobody' here | delegate --actor market --to nobody ONE
                2 | there is no type 'vmm' | GIVE --type vmm --units 1 --for 1d
                3 | no delegation of type 'licence' is held here | delegate --actor corner --to bazaar ONE
                3 | with the id nosuch | GIVE ONE --from nosuch
                3 | no delegation of type 'licence' with the id west-market-vm | GIVE ONE --from west-market-vm
                2 | must be 1 to | GIVE ONE --from ../x
                4 | delegation.capacity | GIVE --type licence --units 7 --for 1d
                3 | must be units, at least 1 | GIVE --type licence --units 0 --for 1d
                3 | delegation.largest: must be within | GIVE --type vm --units 1 --capacity cpu=3000,memory=512 --for 1d
                4 | delegation.term: must lie within | GIVE --type licence --units 1 --for 400d
                3 | delegation.term: is over | GIVE --type licence --units 1 --start now-2h --end now-1h
                3 | must be from 100 to | GIVE ONE --oversubscription 99
                2 | --end, --for: give one of them, not neither | GIVE --type licence --units 1
                2 | Missing required option | delegate --actor market ONE
                3 | no delegation nosuch was given here | reclaim nosuch --actor market
                3 | no delegation west-market-vm was given here | reclaim west-market-vm --actor market
                3 | no delegation west-market-vm was given here | reclaim west-market-vm --actor corner
                2 | must be 1 to | reclaim ../x --actor market
                2 | 'guest' is no | reclaim west-market-vm --actor guest"""
                .replace("GIVE", "delegate --actor market --to corner").replace("ONE", "--type licence --units 1 --for 1d")
                .lines().map(line -> line.split(" *\\| *", 3))
                .map(parts -> Arguments.of(Integer.parseInt(parts[0]), parts[1], parts[2]));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void itIsToldWhatIsWrongAndNothingChanges(int code, String message, String line) {
        String before = typed("get delegations --all -o json --actor market").out();
        Town.Ran ran = typed(line);
        assertThat(ran.err()).startsWith("orca").contains(message).doesNotContain("Exception");
        assertThat(ran.code()).as(ran.err()).isEqualTo(code);
        assertThat(typed("get delegations --all -o json --actor market").out()).isEqualTo(before);
    }
}
