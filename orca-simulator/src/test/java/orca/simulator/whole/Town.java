package orca.simulator.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import orca.cli.screen.Terminal;
import orca.cli.verb.Orca;
import orca.runtime.config.ConfigFile;
import orca.runtime.container.Container;
import orca.wire.management.AccessFile;
import orca.wire.management.ManagementClient;

/** A container that runs, and somebody who types commands for it. The folder outlives it. */
final class Town implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Two hosts and a pool, all of it delegated; the broker asks its operator about more than two units. */
    static final String USUAL = """
            folder: data
            management: {port: 0}
            types:
              vm:
                dimensions: {cpu: milli-cores, memory: MiB}
                turnaround: {teardown: 1s, skew: 1s}
            authorities:
              west:
                types: {vm: plain, licence: none}
                hosts:
                  node-1: {type: vm, units: 4, cpu: 4000, memory: 4096}
                  node-2: {type: vm, units: 4, cpu: 4000, memory: 4096}
                  pool: {type: licence, units: 5, properties: {vendor: acme}}
                delegations:
                  - {to: market, type: vm, units: 8, cpu: 8000, memory: 8192, largest: {cpu: 4000, memory: 4096}}
                  - {to: market, type: licence, units: 5}
            brokers:
              market: {policy: {name: ask-first, settings: {units-above: 2}}}
            service-managers:
              guest: {}
            """;

    private final Container container;

    Town(Path folder, String configuration) {
        container = new Container(ConfigFile.parse(folder.resolve("orca.yaml"), configuration), false, "test");
    }

    /** The usual one, whose broker holds its delegations. */
    static Town usual(Path folder) {
        Town town = new Town(folder, USUAL);
        town.until("the delegations are held", () ->
                town.orca("get", "delegations").out().lines()
                        .filter(line -> line.matches(".* held +(given|held) .*")).count() == 4);
        return town;
    }

    /**
     * What came of a command.
     *
     * @param out what was asked for
     * @param err what else was said
     */
    record Ran(int code, String out, String err) {
        /** The words of the row that begins with {@code name}. */
        Stream<String> row(String name) {
            return out.lines().filter(line -> line.startsWith(name + " ")).flatMap(line -> Stream.of(line.split(" {2,}")));
        }
    }

    /** Types {@code args} where a line has 80 columns. */
    Ran orca(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Orca.run(terminal(print(out), print(err)), args);
        return new Ran(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** What a command says that has to be done without complaint. */
    String good(String... args) {
        Ran ran = orca(args);
        assertThat(ran.code()).as(ran.err()).isZero();
        return ran.out();
    }

    /**
     * Ends these leases for everybody. Who closes one is told so by its broker before the site has said that it is free; what
     * was promised can be had again, and is no more listed, when all have said so.
     */
    void over(String... ids) {
        good(Stream.concat(Stream.concat(Stream.of("close"), Stream.of(ids)), Stream.of("--wait")).toArray(String[]::new));
        gone(ids);
    }

    /** Returns when neither broker nor site have anything left of these. */
    void gone(String... ids) {
        List<String> all = List.of(ids);
        until(all + " are over for broker and site", () -> Stream.of("tickets", "leases")
                .flatMap(what -> good("get", what, "-o", "name").lines()).noneMatch(all::contains));
    }

    Terminal terminal(PrintStream out, PrintStream err) {
        return new Terminal(out, err, Map.of("ORCA_CONTAINER", container.folder().toString()), container.folder(),
                Clock.systemUTC(), ZoneOffset.UTC, false, 80, 24);
    }

    static PrintStream print(ByteArrayOutputStream out) {
        return new PrintStream(out, true, StandardCharsets.UTF_8);
    }

    Container container() {
        return container;
    }

    AccessFile access() {
        return AccessFile.read(container.folder());
    }

    /** Returns when {@code hope} has come true; it is looked at again at each change. */
    void until(String what, BooleanSupplier hope) {
        ManagementClient client = ManagementClient.of(container.folder());
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            long seen = client.health().changes();
            if (hope.getAsBoolean()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it did not come about that " + what);
            }
            client.changes(seen, Duration.ofSeconds(1));
        }
    }

    @Override
    public void close() {
        container.close();
    }
}
