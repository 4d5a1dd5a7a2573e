package orca.runtime.container;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import orca.runtime.config.ConfigFile;
import orca.wire.management.AccessFile;
import orca.wire.management.CloseCommand;
import orca.wire.management.Filter;
import orca.wire.management.ManagementClient;
import orca.wire.management.RequestCommand;
import orca.wire.management.WaitAnswer;
import orca.wire.text.RecordForm;

/** A container of the tests: three actors, two types, a client, on a folder that outlives it. */
public final class Laboratory implements AutoCloseable {
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String FILE = """
            folder: data
            management: {port: 0}
            types:
              vm:
                dimensions: {cpu: milli-cores, memory: MiB}
                turnaround: {teardown: 1s, skew: 1s}
            authorities:
              duke:
                types: {vm: shell, licence: none}
                hosts:
                  h1: {type: vm, units: 8, cpu: 4000, memory: 4096}
                  h2: {type: vm, units: 8, cpu: 4000, memory: 4096}
                  pool: {type: licence, units: 5}
                delegations:
                  - {to: market, type: vm, units: 8, cpu: 4000, memory: 4096, term: {until: now+30d}}
                  - {to: market, type: licence, units: 3, term: {until: now+30d}}
            brokers:
              market: {}
            service-managers:
              lab: {}
            """;

    private final Container container;
    private final ManagementClient client;

    public Laboratory(Path folder) {
        this(folder, file(folder));
    }

    /** As {@code file} says, which is one of {@link #file}'s with something more in it. */
    public Laboratory(Path folder, ConfigFile file) {
        container = new Container(file, false, "test");
        client = ManagementClient.of(folder.resolve("data"));
    }

    public static ConfigFile file(Path folder) {
        return ConfigFile.parse(folder.resolve("orca.yaml"), FILE);
    }

    /** The configuration with {@code lines} before all others. */
    static String text(String lines) {
        return lines + FILE;
    }

    public Container container() {
        return container;
    }

    public ManagementClient client() {
        return client;
    }

    public AccessFile access() {
        return AccessFile.read(container.folder());
    }

    /** A request as a caller would write it. */
    public static RequestCommand request(String json) {
        return RecordForm.readJson(RequestCommand.class, json);
    }

    /** One machine for that long. */
    public static RequestCommand machine(String id, String length) {
        return request("{\"wishes\": [{\"id\": \"" + id + "\", \"type\": \"vm\", \"sliver\": {\"cpu\": 1000, \"memory\": 512},"
                + " \"length\": \"" + length + "\"}]}");
    }

    /** Waits until both ends know of the delegations, so that requests are not refused for being early. */
    public Laboratory ready() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            long count = client.changes(0, Duration.ofMillis(1)).changes();
            if (client.delegations(Filter.LIVE).items().stream()
                    .filter(d -> d.state().equals("held")).count() == 4) {
                return this;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the delegations are not held: " + client.delegations(Filter.LIVE));
            }
            client.changes(count, Duration.ofSeconds(1));
        }
    }

    /** Ends a lease and waits until nobody has anything left of it: who closes one hears of that before its broker is done. */
    public void over(String id) {
        client.close(new CloseCommand(Optional.empty(), false, Optional.empty(), id));
        until(id, "closed");
        gone(id);
    }

    /** Waits until its broker can sell again what the reservation had. */
    public void gone(String id) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            long count = client.changes(0, Duration.ofMillis(1)).changes();
            if (client.tickets(Filter.LIVE).items().stream().noneMatch(ticket -> ticket.id().equals(id))) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("its broker still has " + id + ": " + client.tickets(Filter.LIVE));
            }
            client.changes(count, Duration.ofSeconds(1));
        }
    }

    /** Waits until the reservation is in that state. */
    public WaitAnswer until(String id, String state) {
        WaitAnswer answer = client.waitFor(id, Optional.empty(), List.of(state), PATIENCE);
        if (!answer.reached()) {
            throw new AssertionError(id + " is not " + state + ": " + answer.reservation() + "\n" + client.describe(id));
        }
        return answer;
    }

    @Override
    public void close() {
        container.close();
    }
}
