package orca.handler.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import orca.core.resource.PropertyList;
import orca.handler.services.accounts.Slapd;
import orca.handler.services.addresses.KeaDaemon;
import orca.handler.services.homes.GaneshaServer;
import orca.handler.services.names.Named;
import orca.handler.services.networks.OpenSwitch;
import orca.testkit.FreePort;
import orca.wire.management.Filter;
import orca.wire.management.HostRow;
import orca.wire.management.UnitRow;
import orca.wire.text.RecordForm;
import org.assertj.core.api.SoftAssertions;

/**
 * The site of {@link SiteDayIT}, its broker and a guest in one process that may be killed, with the real daemons of its services;
 * and the operator's commands, each a process of its own.
 */
final class DaySite {
    static final Duration SOON = Duration.ofMinutes(8);

    private final Path folder;
    private final int port = FreePort.take();
    private final List<AutoCloseable> daemons = new ArrayList<>();
    private Named named;
    private Slapd slapd;
    private KeaDaemon kea;
    private GaneshaServer ganesha;
    private OpenSwitch open;
    private Process process;
    private Site client;

    DaySite(Path folder) {
        this.folder = folder;
    }

    static String launcher() {
        return Path.of(System.getProperty("orca.root"), "orca").toString();
    }

    /** Starts the daemons and the site, which has no host yet. */
    void begin() throws Exception {
        named = Named.in(folder.resolve("named"));
        daemons.add(named::end);
        slapd = Slapd.in(folder.resolve("slapd"));
        daemons.add(slapd::end);
        kea = KeaDaemon.in(folder.resolve("kea"));
        daemons.add(kea::end);
        ganesha = GaneshaServer.in(folder.resolve("nfs"));
        daemons.add(ganesha::end);
        open = OpenSwitch.in(folder.resolve("ovs"));
        daemons.add(open::end);
        orca("key", "new", "keys/west.key");
        Files.writeString(folder.resolve("site.yaml"), """
                folder: data
                management: {port: 0, listen: "127.0.0.1:PORT", key: west}
                types:
                  machine:
                    dimensions: {cpu: milli-cores, memory: MiB, disk: MiB}
                    turnaround: {setup: 60s, teardown: 60s, skew: 5s}
                  network: {dimensions: {}, turnaround: {teardown: 5s, skew: 1s}}
                handlers:
                  libvirt: {dimensions: "cpu,memory,disk", folder: FOLDER/never, image: disk.qcow2, kernel: kernel,
                    initrd: initrd}
                  SERVICES
                authorities:
                  west:
                    watch: {every: 2s, limit: 25s}
                    # A domain of an emulated Xen is off for seconds when it boots again.
                    probe: {every: 3s, limit: 60s, deaths: 10}
                    types:
                      machine: {handler: libvirt, services: [addresses, accounts, libvirt, names, homes]}
                      network: networks
                    hosts:
                      switch: {type: network, units: 4}
                    delegations:
                      - {to: market, type: network, units: 4}
                brokers: {market: {}}
                service-managers: {guest: {}}
                """.replace("PORT", Integer.toString(port)).replace("FOLDER", folder.toString()).replace("SERVICES", Stream.of(
                        "addresses: {" + words(kea.settings().with("prefix", 16)), "accounts: {" + words(slapd.settings()),
                        "names: {" + words(named.settings()), "homes: {" + words(ganesha.settings()),
                        "networks: {" + words(open.settings())).collect(Collectors.joining("}\n  ", "", "}"))));
        up(1);
    }

    private static String words(PropertyList settings) {
        return settings.asMap().entrySet().stream().map(e -> e.getKey() + ": \"" + e.getValue() + "\"")
                .map(word -> word.replaceAll("(prefix: )\"([0-9]+)\"", "$1$2")).collect(Collectors.joining(", "));
    }

    /** Starts the site; done when its broker holds so many delegations. */
    void up(int delegations) throws Exception {
        Files.deleteIfExists(folder.resolve("data/access.json"));
        ProcessBuilder builder = new ProcessBuilder(launcher(), "up", folder.resolve("site.yaml").toString());
        builder.environment().put("ORCA_NO_BUILD", "1");
        process = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("site.log").toFile())).start();
        client = Site.of(folder.resolve("data"), process, delegations);
    }

    /** As a power cut would. */
    void kill() throws Exception {
        process.destroyForcibly().waitFor();
    }

    void end() throws Exception {
        if (process != null) {
            kill();
        }
        for (AutoCloseable daemon : daemons.reversed()) {
            daemon.close();
        }
    }

    int port() {
        return port;
    }

    Site client() {
        return client;
    }

    /** What an operator or a guest types. */
    String orca(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("env", "-C", folder.toString(), "ORCA_NO_BUILD=1",
                "ORCA_CONTAINER=" + folder.resolve("data"), launcher()));
        command.addAll(List.of(words));
        return Lab.run(command.toArray(String[]::new));
    }

    /** What the site's books have of {@code host} at last. */
    HostRow host(String host, Predicate<HostRow> wanted) {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (true) {
            long seen = client.client().health().changes();
            List<HostRow> all = client.client().hosts(Filter.ALL).items();
            List<HostRow> found = all.stream().filter(row -> row.name().equals(host) && wanted.test(row)).toList();
            if (!found.isEmpty()) {
                return found.getFirst();
            }
            assertThat(System.nanoTime() - deadline).as(() -> "waited too long for " + host + ": " + all + client.client()
                    .units(Filter.LIVE).items()).isNegative();
            client.client().changes(seen, Duration.ofMillis(500));
        }
    }

    /** What {@code orca journal at} writes, with a name. */
    public record Then(List<UnitRow> units) {}

    /** What the journals say, read while nobody runs; machines and networks that are whole. */
    List<UnitRow> journals() throws Exception {
        assertThat(process.isAlive()).isFalse();
        String said = orca("journal", "at", "now", folder.resolve("site.yaml").toString(), "--get", "units", "-o", "json");
        String rows = said.substring(said.indexOf('['), said.lastIndexOf(']') + 1);
        List<UnitRow> units = RecordForm.readJson(Then.class, "{\"units\": " + rows + "}").units();
        assertThat(units).allSatisfy(unit -> assertThat(unit.state()).as("%s", unit).isEqualTo("ready"));
        return units;
    }

    /** Each daemon knows of these units what the journals say, and of nothing else. */
    void daemonsAgree(List<UnitRow> units) throws Exception {
        Set<String> addresses = new TreeSet<>();
        Set<String> names = new TreeSet<>();
        Set<String> accounts = new TreeSet<>();
        Set<String> homes = new TreeSet<>();
        Set<String> networks = new TreeSet<>();
        for (UnitRow unit : units) {
            if (unit.type().equals("network")) {
                networks.add(unit.id() + " " + unit.properties().text("networks.bridge").orElseThrow());
                continue;
            }
            String address = unit.properties().text("addresses.address").orElseThrow();
            String name = unit.properties().text("names.name").orElseThrow();
            assertThat(unit.properties().text("libvirt.address")).contains(address + "/16");
            List.of("file", "live").forEach(at -> addresses.add(at + " " + unit.id() + " " + address));
            names.add(name + ". A " + address);
            List<String> four = List.of(address.split("\\."));
            names.add(String.join(".", four.reversed()) + ".in-addr.arpa. PTR " + name + ".");
            accounts.add(unit.properties().text("accounts.name").orElseThrow());
            List.of("folder " + unit.id(), "shown " + unit.id()).forEach(homes::add);
        }
        SoftAssertions all = new SoftAssertions();
        all.assertThat(found(kea.everything(), "(\\w+) .*address=([0-9.]+),.* unit=([^ \\]]+).*", "$1 $3 $2"))
                .isEqualTo(addresses);
        all.assertThat(found(named.everything(), "(\\S+ (?:A|PTR) \\S+)", "$1")).isEqualTo(names);
        all.assertThat(found(slapd.everything(), "uid=([^,]+),.*", "$1")).isEqualTo(accounts);
        all.assertThat(found(ganesha.everything(), "(folder|shown) (?:.*/homes/)?(\\S+)", "$1 $2")).isEqualTo(homes);
        all.assertThat(found(open.everything(), "Bridge ([^,]+),.* unit=([^ ]+).*", "$2 $1")).isEqualTo(networks);
        if (units.isEmpty()) {
            for (List<String> left : List.of(kea.everything(), named.everything(), slapd.everything(), ganesha.everything(),
                    open.everything())) {
                all.assertThat(left).isEmpty();
            }
        }
        all.assertAll();
    }

    private static Set<String> found(List<String> lines, String form, String wanted) {
        return new TreeSet<>(lines.stream().filter(line -> line.matches(form)).map(line -> line.replaceFirst(form, wanted))
                .toList());
    }
}
