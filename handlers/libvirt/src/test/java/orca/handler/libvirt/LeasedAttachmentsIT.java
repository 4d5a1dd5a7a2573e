package orca.handler.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import orca.core.resource.PropertyList;
import orca.wire.management.ChangeCommand;
import orca.wire.management.RequestCommand;
import orca.wire.management.ReservationView;
import orca.wire.text.RecordForm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/**
 * A volume, a network and an address are leased by themselves, and a machine of another lease has them: looked at from within the
 * machine, with a real Open vSwitch.
 */
@Tag("hosts")
@Timeout(600)
class LeasedAttachmentsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    private final List<Process> daemons = new ArrayList<>();
    private Lab lab;

    @BeforeEach
    void startSwitch() throws Exception {
        needSwitch();
        lab = Lab.open();
        Path home = lab.first().home().resolve("ovs");
        Lab.run("ovsdb-tool", "create", folder.resolve("conf.db").toString(), "/usr/share/openvswitch/vswitch.ovsschema");
        daemon("ovsdb-server", "--remote=punix:" + socket(), "--unixctl=" + home.resolve("db.ctl"),
                folder.resolve("conf.db").toString());
        until(socket());
        vsctl("--no-wait", "init");
        daemon("ovs-vswitchd", "--unixctl=" + home.resolve("vs.ctl"), "unix:" + socket());
        until(home.resolve("vs.ctl"));
        vsctl("add-br", "trunk", "--", "set", "Bridge", "trunk", "datapath_type=netdev");
    }

    private static void needSwitch() throws Exception {
        if (Lab.tryRun("sh", "-c", "command -v ovs-vswitchd").code() != 0) {
            String words = "this package is missing: openvswitch-switch";
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionError(words);
            }
            throw new TestAbortedException(words);
        }
    }

    @AfterEach
    void endSwitch() throws Exception {
        for (Process daemon : daemons.reversed()) {
            daemon.destroy();
            assertThat(daemon.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private Path socket() {
        return lab.first().home().resolve("ovs/db.sock");
    }

    private void daemon(String program, String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("nsenter", "--net=/var/run/netns/" + lab.first().netns(), program));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(folder.resolve(program + ".log").toFile());
        builder.environment().merge("PATH", ":/usr/sbin:/sbin", String::concat);
        daemons.add(builder.start());
    }

    private void until(Path file) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.exists(file)) {
            assertThat(System.nanoTime() - deadline).as("waited too long for %s", file).isNegative();
            assertThat(daemons.getLast().isAlive()).as("the daemon of %s", file).isTrue();
            Thread.onSpinWait();
        }
    }

    private String vsctl(String... words) throws Exception {
        return Lab.run(Stream.concat(Stream.of("ovs-vsctl", "--timeout=30", "--db=unix:" + socket()), Stream.of(words))
                .toArray(String[]::new)).strip();
    }

    private String config(PropertyList libvirt) throws Exception {
        Files.createDirectories(folder.resolve("volumes"));
        return """
                folder: FOLDER/data
                management: {port: 0}
                types:
                  machine:
                    dimensions: {cpu: milli-cores, memory: MiB, disk: MiB, bandwidth: kbit/s}
                    turnaround: {teardown: 2s, skew: 1s}
                  volume: {dimensions: {disk: MiB}, turnaround: {teardown: 2s, skew: 1s}}
                  network: {dimensions: {}, turnaround: {teardown: 2s, skew: 1s}}
                  address: {dimensions: {}, turnaround: {teardown: 2s, skew: 1s}}
                handlers:
                  volumes: {folder: FOLDER/volumes}
                  networks: {kind: vlan, tags: 100-109, uplink: trunk, datapath: netdev, control-socket: SOCKET}
                  libvirt:LIBVIRT
                authorities:
                  west:
                    types: {machine: libvirt, volume: volumes, network: networks, address: none}
                    hosts:
                      home: {type: machine, units: 4, cpu: 4000, memory: 512, disk: 1000, bandwidth: 1000}
                      store: {type: volume, units: 10, disk: 1000}
                      switch: {type: network, units: 10}
                      "a{0..9}":
                        {type: address, units: 1, properties: {address: "10.99.0.20{}/24", site.address: "10.99.0.20{}/24"}}
                    delegations:
                      - {to: market, type: machine, units: 4, cpu: 4000, memory: 512, disk: 1000, bandwidth: 1000}
                      - {to: market, type: volume, units: 10, disk: 1000}
                      - {to: market, type: network, units: 10}
                      - {to: market, type: address, units: 10}
                brokers: {market: {}}
                service-managers: {guest: {}}
                """.replace("FOLDER", folder.toString()).replace("SOCKET", socket().toString())
                .replace("LIBVIRT", Site.yaml(libvirt));
    }

    private static void change(Site site, String id, Map<String, Long> sliver, PropertyList properties) {
        site.client().change(new ChangeCommand(Optional.empty(), false, Optional.empty(), id, Optional.empty(), Optional.empty(),
                Optional.empty(), sliver, List.of(), properties, List.of()));
    }

    private static PropertyList unit(ReservationView view) {
        return view.units().getFirst().properties();
    }

    /** The machine hears of a change, and its output says so. */
    private static void attach(Site site, String leases, String said) {
        change(site, "m1", Map.of(), PropertyList.of("attach", leases));
        site.until("m1", PATIENCE, view -> view.state().equals("active")
                && site.client().logs(view.units().getFirst().id()).toString().contains(said));
        site.active("m1");
    }

    @Test
    void aMachineHasTheVolumeTheNetworkAndTheAddressOfOtherLeases() throws Exception {
        LibvirtNode node = LibvirtNode.in(lab, folder.resolve("node"));
        try (Site site = new Site(folder, 4, config(node.settings()))) {
            site.client().request(RecordForm.readJson(RequestCommand.class, """
                    {"wishes": [
                     {"id": "m1", "type": "machine", "sliver": {"cpu": 1000, "memory": 96, "disk": 0, "bandwidth": 0},
                      "properties": {"ssh-key": "KEY", "attach": "data, lan, front"}, "redeemAfter": ["data", "lan", "front"],
                      "length": "1h"},
                     {"id": "data", "type": "volume", "sliver": {"disk": 16}, "length": "1h"},
                     {"id": "lan", "type": "network", "length": "1h"},
                     {"id": "front", "type": "address", "length": "1h"}, {"id": "back", "type": "address", "length": "1h"}]}
                    """.replace("KEY", lab.publicKey())));
            String address = unit(site.active("front")).text("address").orElseThrow();
            PropertyList lan = unit(site.active("lan"));
            PropertyList data = unit(site.active("data"));
            ReservationView machine = site.active("m1");
            assertThat(unit(machine).text("libvirt.address")).contains(address);
            assertThat(address).startsWith("10.99.0.20");

            // It has the disk that its holder knows by its serial number, of the size that was leased.
            String ip = Site.address(machine);
            assertThat(lab.awaitSsh(ip, "cat /sys/block/vdc/serial; echo; cat /sys/block/vdc/size; echo kept > /dev/vdc; sync"))
                    .isEqualTo(data.text("volumes.serial").orElseThrow() + "\n" + 16 * 2048);
            hearsItsNetwork(ip, lan.text("networks.bridge").orElseThrow());

            change(site, "data", Map.of("disk", 32L), PropertyList.NONE);
            site.until("data", PATIENCE, view -> unit(view).whole("volumes.size").equals(Optional.of(32L)));
            attach(site, "data,lan,front", ": 32 MiB, live");
            assertThat(lab.awaitSsh(ip, "cat /sys/block/vdc/size; head -c 4 /dev/vdc")).isEqualTo(32 * 2048 + "\nkept");

            attach(site, "lan", "detached, live");
            assertThat(unit(site.active("m1")).text("libvirt.address")).as("it has what it was made with").contains(address);
            lab.awaitSsh(ip, "i=0; while [ -e /sys/block/vdc ] && [ $i -lt 60 ]; do sleep 1; i=$((i + 1)); done;"
                    + " ! [ -e /sys/block/vdc ]");
            String other = unit(site.active("back")).text("address").orElseThrow();
            attach(site, "data,lan,back", "volume " + data.text("volumes.serial").orElseThrow() + ": attached, live");
            assertThat(unit(site.active("m1")).text("libvirt.address")).as("not %s", other).contains(address);
            assertThat(lab.awaitSsh(ip, "i=0; while ! [ -e /dev/vdc ] && [ $i -lt 60 ]; do sleep 1; i=$((i + 1)); done;"
                    + " head -c 4 /dev/vdc")).isEqualTo("kept");

            for (String id : List.of("m1", "data", "lan", "front", "back")) {
                site.close(id);
            }
            for (String id : List.of("m1", "data", "lan", "front", "back")) {
                site.until(id, PATIENCE, view -> view.state().equals("closed"));
            }
        }
        assertThat(node.clean()).isEmpty();
        assertThat(vsctl("list-br")).isEqualTo("trunk");
        assertThat(vsctl("list-ports", "trunk")).isEmpty();
        try (Stream<Path> left = Files.list(folder.resolve("volumes"))) {
            assertThat(left.map(Path::getFileName).map(Path::toString)).containsOnly(".lock");
        }
    }

    /** Somebody else on the bridge answers the machine's second device. */
    private void hearsItsNetwork(String ip, String bridge) throws Exception {
        vsctl("add-port", bridge, "other", "--", "set", "Interface", "other", "type=internal");
        lab.first().inside("ip", "addr", "add", "10.5.0.1/24", "dev", "other");
        lab.first().inside("ip", "link", "set", "dev", "other", "up");
        assertThat(lab.awaitSsh(ip, "ip link set eth1 up; ip addr add 10.5.0.2/24 dev eth1; ping -c 1 -W 10 10.5.0.1"))
                .contains("1 packets received");
    }
}
