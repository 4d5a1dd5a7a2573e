package orca.handler.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import orca.runtime.config.ConfigFile;
import orca.runtime.container.Container;
import orca.wire.management.CloseCommand;
import orca.wire.management.Filter;
import orca.wire.management.MaintenanceCommand;
import orca.wire.management.ManagementClient;
import orca.wire.management.RequestCommand;
import orca.wire.management.ReservationView;
import orca.wire.management.UnitRow;
import orca.wire.text.RecordForm;

/** A site, a broker and a guest in one container, here or in a process that may be killed; started as often as one likes. */
final class LeasingSite {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path folder;
    private final Path config;
    private Process process;
    private Container container;
    private ManagementClient client;

    /**
     * A site that is not started.
     *
     * @param types what its {@code types} say of {@code cell}
     * @param handlers the settings of handlers, as YAML
     */
    LeasingSite(Path folder, String types, String handlers) throws IOException {
        this.folder = folder;
        this.config = folder.resolve("site.yaml");
        configure(types, handlers);
    }

    /** What it reads at its next start. */
    void configure(String types, String handlers) throws IOException {
        Files.writeString(config, """
                folder: data
                management: {port: 0}
                types:
                  cell:
                    dimensions: {cpu: milli-cores, memory: MiB}
                    turnaround: {teardown: 2s, skew: 1s}
                handlers:
                HANDLERS
                authorities:
                  west:
                    probe: {every: 1s}
                    types:
                      cell: TYPES
                    hosts:
                      "h{1..4}": {type: cell, units: 1, cpu: 1000, memory: 64,
                      properties: {site.hw-address: "52:54:00:00:00:0{}"}}
                    delegations: [{to: market, type: cell, units: 4, cpu: 4000, memory: 256}]
                brokers: {market: {}}
                service-managers: {guest: {}}
                """.replace("HANDLERS", handlers.indent(2).stripTrailing()).replace("TYPES", types));
    }

    /** What runs in the process: {@code orca up} without its words. */
    static final class Main {
        private Main() {}

        public static void main(String[] args) throws Exception {
            Container container = new Container(ConfigFile.read(Path.of(args[0])), false, "services");
            System.out.println("up in " + container.folder());
            System.in.read();
            container.close();
        }
    }

    void start() throws IOException {
        process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Main.class.getName(), config.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("site.log").toFile())).start();
        await();
    }

    /** Within this process, where nobody is to be killed. */
    void startHere() throws IOException {
        container = new Container(ConfigFile.read(config), false, "services");
        await();
    }

    private void await() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            assertThat(process == null || process.isAlive()).as(() -> "the site runs: " + log()).isTrue();
            assertThat(System.nanoTime() - deadline).as("the site answers").isNegative();
            try {
                client = ManagementClient.of(folder.resolve("data"));
                if (client.delegations(Filter.LIVE).items().stream()
                        .anyMatch(d -> d.side().equals("held") && d.state().equals("held"))) {
                    return;
                }
            } catch (ManagementClient.Unreachable notYet) {
                Thread.onSpinWait();
            }
        }
    }

    String log() {
        try {
            return Files.readString(folder.resolve("site.log"));
        } catch (IOException none) {
            return "";
        }
    }

    /** As a power cut would, where it has a process of its own. */
    void kill() throws InterruptedException {
        if (container != null) {
            container.close();
            container = null;
        }
        if (process != null) {
            process.destroyForcibly();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    ManagementClient client() {
        return client;
    }

    /** Asks for cells; properties are what stands within the braces. */
    void request(String id, int units, String properties) {
        client.request(RecordForm.readJson(RequestCommand.class, "{\"wishes\": [{\"id\": \"" + id + "\", \"type\": \"cell\", "
                + "\"units\": " + units + ", \"sliver\": {\"cpu\": 100, \"memory\": 32}, \"properties\": {" + properties
                + "}, \"length\": \"1h\"}]}"));
    }

    void close(String id) {
        client.close(new CloseCommand(Optional.empty(), false, Optional.empty(), id));
    }

    /** Has a host serviced in half an hour, which its units are to leave from now on. */
    void service(String host) {
        RecordForm.readJson(MaintenanceCommand.class, "{\"id\": \"disks\", \"hosts\": [\"" + host
                + "\"], \"where\": {}, \"start\": \"+30m\", \"length\": \"2h\", \"lead\": \"40m\"}").by(client);
    }

    ReservationView until(String id, Predicate<ReservationView> wanted) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            long seen = client.health().changes();
            ReservationView view = client.reservations(Filter.ALL).items().stream().filter(r -> r.id().equals(id)).findFirst()
                    .orElseThrow();
            if (wanted.test(view)) {
                return view;
            }
            assertThat(System.nanoTime() - deadline).as("waited too long: %s", view).isNegative();
            client.changes(seen, Duration.ofMillis(200));
        }
    }

    ReservationView active(String id) {
        return until(id, view -> {
            assertThat(view.state()).as(view.reason()).isNotIn("failed", "closed");
            return view.state().equals("active") && view.units().stream().allMatch(unit -> unit.state().equals("ready"));
        });
    }

    /** Waits for a moment of the one unit that the site has. */
    UnitRow unit(Predicate<UnitRow> wanted) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            long seen = client.health().changes();
            Optional<UnitRow> unit = client.units(Filter.LIVE).items().stream().filter(wanted).findFirst();
            if (unit.isPresent()) {
                return unit.get();
            }
            assertThat(System.nanoTime() - deadline).as(() -> "waited too long: " + client.units(Filter.ALL)).isNegative();
            client.changes(seen, Duration.ofMillis(200));
        }
    }
}
