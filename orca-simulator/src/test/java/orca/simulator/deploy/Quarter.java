package orca.simulator.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.simulator.apart.Launch;
import orca.simulator.apart.Settlement;
import orca.testkit.FreePort;
import orca.wire.management.CloseCommand;
import orca.wire.management.Filter;
import orca.wire.management.ManagementClient;
import orca.wire.management.RequestCommand;
import orca.wire.text.RecordForm;
import orca.wire.trust.Role;

/** A site, a broker, a guest and a host with an agent, each a process of its own. */
final class Quarter implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(100);
    private static final String TYPES = """
            types:
              vm: {dimensions: {cpu: milli-cores, memory: MiB}, turnaround: {setup: 20s, teardown: 5s, skew: 1s}}
              disk: {turnaround: {teardown: 1s, skew: 1s}}
            """;

    private final Path folder;
    private final String more;
    private final Settlement settlement;
    private final Map<String, Integer> wire = new LinkedHashMap<>();
    private final Map<String, Integer> metrics = new LinkedHashMap<>();

    /** They run. @param more lines that each one's configuration has, too */
    Quarter(Path folder, String more) throws Exception {
        this.folder = folder;
        this.more = more;
        this.settlement = new Settlement(folder);
        for (String name : List.of("host", "market", "site", "guest")) {
            wire.put(name, FreePort.take());
            metrics.put(name, FreePort.take());
        }
        settlement.found("host", "host: h1\nlisten: \"127.0.0.1:" + wire.get("host") + "\"\nfolder: data\nkey: keys/host.key\n"
                + figures("host") + "drivers:\n  native: {folder: \"" + folder.resolve("units") + "\"}\n");
        settlement.found("market", common("market", wired("market")) + "brokers: {market: {}}\n");
        settlement.found("site", common("site", wired("site")) + "handlers:\n  native: {agent-key: \""
                + settlement.home("site").resolve("keys/site.key") + "\", agent.h1: \"" + settlement.key("host")
                + " http://127.0.0.1:" + wire.get("host") + "/soap/agent\"}\n" + """
                authorities:
                  site:
                    types: {vm: native, disk: stubborn}
                    hosts:
                      h1: {type: vm, units: 2, cpu: 1000, memory: 256}
                      d1: {type: disk, units: 4}
                    delegations:
                      - {to: market, type: vm, units: 2, cpu: 1000, memory: 256, largest: {cpu: 1000, memory: 256}}
                      - {to: market, type: disk, units: 4}
                """);
        settlement.found("guest", common("guest", "wire: {}\n") + "service-managers: {guest: {}}\n");
        settlement.pin("host", "site", Role.AUTHORITY, Optional.empty());
        settlement.pin("site", "market", Role.BROKER, url("market"));
        settlement.pin("market", "site", Role.AUTHORITY, url("site"));
        settlement.pin("market", "guest", Role.SERVICE_MANAGER, Optional.empty());
        settlement.pin("guest", "market", Role.BROKER, url("market"));
        settlement.launch("host", new Launch(List.of(), List.of("-Xmx160m"), "orca.nodeagent.daemon.Main", "agent"));
        for (String name : List.of("site", "market", "guest")) {
            settlement.launch(name, new Launch(List.of(), List.of("-Xmx160m"), Launch.UP.main(), Launch.UP.verb()));
            settlement.await(name, PATIENCE);
        }
    }

    @Override
    public void close() {
        settlement.close();
    }

    Settlement settlement() {
        return settlement;
    }

    /** Where the figures of {@code name} are. */
    int metrics(String name) {
        return metrics.get(name);
    }

    ManagementClient client(String name) {
        return ManagementClient.of(settlement.data(name));
    }

    /** Returns when the broker can sell. */
    void ready() {
        while (client("market").delegations(Filter.LIVE).items().stream().filter(row -> row.state().equals("held")).count() < 2) {
            client("market").changes(0, Duration.ofSeconds(1));
        }
    }

    /** Asks for what {@code wish} says and waits until the reservation is in that state. */
    void lease(String wish, String id, String state) {
        client("guest").request(RecordForm.readJson(RequestCommand.class, "{\"wishes\": [" + wish + "]}"));
        until(id, state);
    }

    /** One machine, until it is there. */
    void machine(String id) {
        lease("{\"id\": \"" + id + "\", \"type\": \"vm\", \"units\": 1, \"sliver\": {\"cpu\": 500, \"memory\": 64},"
                + " \"length\": \"1h\"}", id, "active");
    }

    void until(String id, String state) {
        assertThat(client("guest").waitFor(id, Optional.empty(), List.of(state), PATIENCE).reached()).as(id).isTrue();
    }

    /** Gives it back, and waits until nothing is left of it. */
    void close(String id) {
        give(id);
        until(id, "closed");
    }

    void give(String id) {
        client("guest").close(new CloseCommand(Optional.empty(), false, Optional.empty(), id));
    }

    private String figures(String name) {
        return more + "metrics: {listen: \"127.0.0.1:" + metrics.get(name) + "\"}\n";
    }

    private String common(String name, String wired) {
        return "folder: data\nmanagement: {port: 0}\n" + figures(name) + wired + TYPES;
    }

    private String wired(String name) {
        return "wire: {listen: \"127.0.0.1:" + wire.get(name) + "\"}\n";
    }

    private Optional<String> url(String name) {
        return Optional.of("http://127.0.0.1:" + wire.get(name) + "/soap/" + name);
    }
}
