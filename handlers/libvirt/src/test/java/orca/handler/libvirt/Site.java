package orca.handler.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import orca.core.resource.PropertyList;
import orca.runtime.config.ConfigFile;
import orca.runtime.container.Container;
import orca.wire.management.ChangeCommand;
import orca.wire.management.CloseCommand;
import orca.wire.management.Filter;
import orca.wire.management.HostCommand;
import orca.wire.management.ManagementClient;
import orca.wire.management.MoveCommand;
import orca.wire.management.RequestCommand;
import orca.wire.management.ReservationView;
import orca.wire.text.RecordForm;

/** A site with one host of machines, a broker and a guest, in one container: what {@code orca up} runs. */
final class Site implements AutoCloseable {
    private final Runnable end;
    private final ManagementClient client;

    private Site(Runnable end, ManagementClient client) {
        this.end = end;
        this.client = client;
    }

    /**
     * One that runs in a process; done when it promises as many types as are delegated.
     *
     * @param data its folder
     */
    static Site of(Path data, Process process, int delegations) {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
        while (true) {
            assertThat(process.isAlive()).as("the site runs").isTrue();
            assertThat(System.nanoTime() - deadline).as("the site answers").isNegative();
            try {
                Site site = new Site(process::destroy, ManagementClient.of(data));
                site.delegated(delegations);
                return site;
            } catch (ManagementClient.Unreachable notYet) {
                Thread.onSpinWait();
            }
        }
    }

    /** @param settings of the handler */
    Site(Path folder, PropertyList settings) {
        this(folder, 1, config(folder, settings));
    }

    /**
     * One of more than machines.
     *
     * @param delegations how many it gives
     * @param config what {@code orca up} would read
     */
    Site(Path folder, int delegations, String config) {
        Container container = new Container(ConfigFile.parse(folder.resolve("site.yaml"), config), false, "site");
        this.end = container::close;
        this.client = ManagementClient.of(container.folder());
        delegated(delegations);
    }

    /** {@code settings} as they stand below a handler's name. */
    static String yaml(PropertyList settings) {
        StringBuilder words = new StringBuilder();
        settings.asMap().forEach((name, value) -> words.append("\n    \"").append(name).append("\": \"").append(value)
                .append('"'));
        return words.toString().replaceAll(": \"([0-9]+)\"", ": $1");
    }

    private static String config(Path folder, PropertyList settings) {
        return """
                folder: FOLDER/data
                management: {port: 0}
                types:
                  machine:
                    dimensions: {cpu: milli-cores, memory: MiB, disk: MiB, bandwidth: kbit/s}
                    turnaround: {teardown: 2s, skew: 1s}
                handlers:
                  libvirt:SETTINGS
                authorities:
                  west:
                    types: {machine: libvirt}
                    hosts:
                      home: {type: machine, units: 40, cpu: 40000, memory: 8192, disk: 100000, bandwidth: 1000000}
                      b: {type: machine, units: 4, cpu: 4000, memory: 512, disk: 100000, bandwidth: 1000000, open: false}
                    delegations:
                      - {to: market, type: machine, units: 40, cpu: 40000, memory: 8192, disk: 100000, bandwidth: 1000000}
                brokers:
                  market: {}
                service-managers:
                  guest: {}
                """.replace("FOLDER", folder.toString()).replace("SETTINGS", yaml(settings));
    }

    private void delegated(int number) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (client.delegations(Filter.LIVE).items().stream()
                .filter(d -> d.side().equals("held") && d.state().equals("held")).count() < number) {
            assertThat(System.nanoTime() - deadline).as("the broker holds machines").isNegative();
        }
    }

    ManagementClient client() {
        return client;
    }

    void request(String id, String key, long memory, Duration length) {
        client.request(RecordForm.readJson(RequestCommand.class, "{\"wishes\": [{\"id\": \"" + id + "\", \"type\": \"machine\","
                + "\"sliver\": {\"cpu\": 1000, \"memory\": " + memory + ", \"disk\": 0, \"bandwidth\": 0},"
                + "\"properties\": {\"ssh-key\": \"" + key + "\"}, \"length\": \"" + length.toSeconds() + "s\"}]}"));
    }

    /** Asks for one unit; sliver and properties are what stands within the braces. */
    void request(String id, String type, String sliver, String properties, Duration length) {
        client.request(RecordForm.readJson(RequestCommand.class, "{\"wishes\": [{\"id\": \"" + id + "\", \"type\": \"" + type
                + "\", \"sliver\": {" + sliver + "}, \"properties\": {" + properties + "}, \"length\": \"" + length.toSeconds()
                + "s\"}]}"));
    }

    void resize(String id, long cpu, long memory) {
        resize(id, cpu, memory, 0);
    }

    void resize(String id, long cpu, long memory, long bandwidth) {
        client.change(new ChangeCommand(Optional.empty(), false, Optional.empty(), id, Optional.empty(), Optional.empty(),
                Optional.empty(), Map.of("cpu", cpu, "memory", memory, "disk", 0L, "bandwidth", bandwidth), List.of()));
    }

    /** Opens or closes the second host. */
    void second(boolean open) {
        client.host(new HostCommand(Optional.empty(), false, Optional.empty(), "b", "machine", 4,
                Map.of("cpu", 4000L, "memory", 512L, "disk", 100_000L, "bandwidth", 1_000_000L), PropertyList.NONE, open));
    }

    /** How many machines the site's books have on {@code host}. */
    long booked(String host) {
        return client.hosts(Filter.ALL).items().stream().filter(h -> h.name().equals(host)).findFirst().orElseThrow().used();
    }

    /** The operator has the one machine of {@code id} moved, and waits until it is there. */
    ReservationView move(String id, String host) {
        String unit = active(id).units().getFirst().id();
        client.moveUnit(new MoveCommand(Optional.empty(), false, Optional.empty(), unit, host, "its host is to be mended"));
        return until(id, Duration.ofSeconds(90), view -> view.units().getFirst().host().equals(host)
                && view.units().getFirst().state().equals("ready"));
    }

    /** Asks for another power of the one machine of {@code id}, and waits until it is so and the lease says so. */
    ReservationView power(String id, String power) {
        return power(id, power, Duration.ofSeconds(90));
    }

    ReservationView power(String id, String power, Duration patience) {
        client.change(new ChangeCommand(Optional.empty(), false, Optional.empty(), id, Optional.empty(), Optional.empty(),
                Optional.empty(), Map.of(), List.of(), PropertyList.of("power", power), List.of()));
        return until(id, patience, view -> view.state().equals("active")
                && view.units().getFirst().properties().text("libvirt.power").equals(Optional.of(power)));
    }

    void close(String id) {
        client.close(new CloseCommand(Optional.empty(), false, Optional.empty(), id));
    }

    ReservationView until(String id, Duration patience, Predicate<ReservationView> wanted) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            long seen = client.health().changes();
            ReservationView view = client.reservations(Filter.ALL).items().stream().filter(r -> r.id().equals(id)).findFirst()
                    .orElseThrow();
            if (wanted.test(view)) {
                return view;
            }
            assertThat(System.nanoTime() - deadline).as("waited too long: %s", view).isNegative();
            client.changes(seen, Duration.ofMillis(500));
        }
    }

    ReservationView active(String id) {
        return active(id, Duration.ofSeconds(90));
    }

    ReservationView active(String id, Duration patience) {
        return until(id, patience, view -> {
            assertThat(view.state()).as(view.reason()).isNotIn("failed", "closed");
            return view.state().equals("active") && view.units().stream().allMatch(unit -> unit.state().equals("ready"));
        });
    }

    static String address(ReservationView view) {
        return LibvirtNode.address(view.units().getFirst().properties());
    }

    /** When a reservation ends. */
    static Instant end(ReservationView view) {
        return view.term().orElseThrow().end();
    }

    @Override
    public void close() {
        end.run();
    }
}
