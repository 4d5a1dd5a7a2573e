package orca.simulator.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import orca.cli.screen.Terminal;
import orca.cli.verb.Orca;
import orca.testkit.FreePort;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A site, a broker, a broker under it and a guest, each in a container of its own with a key of its own, made and introduced as
 * their operators would. They meet over sockets. The guest knows the small broker only, which knows the large one only.
 */
@Timeout(240)
class SubBrokerTest {
    private static final String MANAGEMENT = """
            folder: data
            management: {port: 0}
            types: {licence: {turnaround: {skew: 1s}}}
            """;

    @TempDir
    private Path folder;

    private final Map<String, Integer> ports = new LinkedHashMap<>();
    private final Map<String, Town> towns = new LinkedHashMap<>();

    @BeforeEach
    void introduce() throws IOException {
        init("duke", "authority");
        init("market", "broker", "--endpoint", "management=https://127.0.0.1:1");
        init("corner", "broker");
        good("init", "lab", "--role", "service-manager", "--name", "lab");
        knows("duke", "market");
        knows("market", "duke", "corner");
        knows("corner", "market", "lab");
        knows("lab", "corner");
        start("duke", listening("duke") + """
                authorities:
                  duke:
                    types: {licence: none}
                    hosts: {pool: {type: licence, units: 9}}
                    delegations: [{to: market, type: licence, units: 6, term: {until: now+30d}}]
                """);
        start("market", listening("market") + """
                brokers: {market: {delegations: [{to: corner, type: licence, units: 4, from: duke-market-licence}]}}
                """);
        start("corner", listening("corner") + "brokers: {corner: {}}\n");
        start("lab", "wire: {}\nservice-managers: {lab: {}}\n");
    }

    /** @param more endpoints that come first */
    private void init(String name, String role, String... more) throws IOException {
        ports.put(name, FreePort.take());
        List<String> args = new ArrayList<>(List.of("init", name, "--role", role, "--name", name));
        args.addAll(List.of(more));
        args.addAll(List.of("--endpoint", "http://127.0.0.1:" + ports.get(name) + "/soap/" + name));
        good(args.toArray(String[]::new));
    }

    private void knows(String who, String... whom) {
        for (String peer : whom) {
            good("trust", "add", peer + "/" + peer + ".pub", "--trust", who);
        }
    }

    private String listening(String name) {
        return "wire: {listen: '127.0.0.1:" + ports.get(name) + "'}\n";
    }

    private void start(String name, String actors) {
        towns.put(name, new Town(folder.resolve(name), MANAGEMENT + actors));
    }

    @AfterEach
    void close() {
        towns.values().forEach(Town::close);
    }

    /** Types a command that asks no container. */
    private Town.Ran typed(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Orca.run(new Terminal(Town.print(out), Town.print(err), Map.of(), folder, Clock.systemUTC(),
                ZoneOffset.UTC, false, 80, 24), args);
        return new Town.Ran(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private void good(String... args) {
        Town.Ran ran = typed(args);
        assertThat(ran.code()).as(ran.err()).isZero();
    }

    private Town at(String name) {
        return towns.get(name);
    }

    private void await(String name, String what, String pattern) {
        at(name).until(what, () -> at(name).orca("get", "delegations").out().lines().anyMatch(line -> line.matches(pattern)));
    }

    @Test
    void aLeaseIsHadThroughTheSmallBrokerProvedOnPaperAndEndedFromAbove() throws Exception {
        await("corner", "the part is held", "market-corner-licence +held +held +\\S+ +4 .*");
        await("market", "the part is known to be held", "market-corner-licence +held +given +\\S+ +4 .*");
        Town.Ran lease = at("lab").orca("request", "--id", "r1", "--type", "licence", "--units", "3", "--for", "1h", "--wait");
        assertThat(lease.code()).as(lease.err()).isZero();
        assertThat(at("duke").orca("get", "leases", "r1").row("r1")).contains("active");

        Town.Ran exported = at("lab").orca("ticket", "export", "r1");
        assertThat(exported.code()).as(exported.err()).isZero();
        Files.writeString(folder.resolve("r1.ticket"), exported.out());
        Town.Ran alone = typed("ticket", "verify", "r1.ticket");
        assertThat(alone.code()).as(alone.out()).isZero();
        assertThat(alone.out()).contains("signatures and narrowing: good, all 4 papers hold");
        Files.createDirectories(folder.resolve("auditor"));
        knows("auditor", "duke", "market", "corner", "lab");
        Town.Ran known = typed("ticket", "verify", "r1.ticket", "--trust", "auditor");
        assertThat(known.code()).as(known.out()).isZero();
        assertThat(known.out()).contains("site: duke is known here").contains("ask duke at http://127.0.0.1:");
        assertThat(typed("ticket", "show", "r1.ticket", "--trust", "auditor").out()).contains("1  delegation duke-market-licence")
                .contains("from     duke\n   to       market").contains("2  delegation market-corner-licence")
                .contains("from     market\n   to       corner").contains("narrows  units 6 to 4").contains("3  ticket r1")
                .contains("from     corner\n").contains("4  lease r1");
        assertThat(typed("ticket", "verify", "r1.ticket", "--trust", "lab").code()).as("the guest knows no site").isEqualTo(3);

        assertThat(at("market").orca("reclaim", "market-corner-licence", "--reason", "moving out").code()).isZero();
        await("corner", "the small broker is told", "market-corner-licence +reclaiming +held .*");
        assertThat(at("corner").orca("get", "delegations", "market-corner-licence", "-o", "json").out()).contains("moving out");
        Town.Ran late = at("lab").orca("request", "--id", "r2", "--type", "licence", "--for", "1h", "--wait=60s");
        assertThat(late.code()).as("nothing more is sold on it: " + late.err()).isIn(3, 4);
        assertThat(at("lab").orca("get", "reservations", "r1").row("r1")).as("what is sold stays").contains("active");
        assertThat(at("lab").orca("close", "r1", "--wait").code()).isZero();
        at("market").until("the part is back", () ->
                at("market").orca("get", "delegations", "-o", "name").out().equals("duke-market-licence\n"));
        at("corner").until("it is over here too", () -> at("corner").orca("get", "delegations", "-o", "name").out().isEmpty());
    }
}
