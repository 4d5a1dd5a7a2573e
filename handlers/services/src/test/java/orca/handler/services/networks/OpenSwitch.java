package orca.handler.services.networks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import orca.core.resource.PropertyList;
import orca.handler.services.Daemon;

/**
 * A real Open vSwitch in a network namespace of its own, whose bridges live in the daemon and need no kernel module. It has a
 * bridge {@code trunk} with one port that somebody gave the tag 105.
 */
public final class OpenSwitch {
    private static final AtomicInteger SWITCHES = new AtomicInteger();
    private static final AtomicInteger WIRES = new AtomicInteger();

    private final Path folder;
    private final String netns = "orca-ovs-" + ProcessHandle.current().pid() + "-" + SWITCHES.incrementAndGet();
    private Daemon database;
    private Daemon daemon;

    private OpenSwitch(Path folder) {
        this.folder = folder;
    }

    public static OpenSwitch in(Path folder) throws Exception {
        OpenSwitch open = new OpenSwitch(Files.createDirectories(folder));
        boolean started = false;
        try {
            open.start();
            started = true;
            return open;
        } finally {
            if (!started) {
                open.end();
            }
        }
    }

    private void start() throws Exception {
        String tool = Daemon.program("ovsdb-tool", "openvswitch-switch");
        run(List.of(Daemon.program("ip", "iproute2"), "netns", "add", netns));
        run(List.of(tool, "create", folder.resolve("conf.db").toString(), "/usr/share/openvswitch/vswitch.ovsschema"));
        startDatabase();
        vsctl("--no-wait", "init");
        startDaemon();
        vsctl("add-br", "trunk", "--", "set", "Bridge", "trunk", "datapath_type=netdev", "--", "add-port", "trunk",
                "printer", "tag=105", "--", "set", "Interface", "printer", "type=internal");
    }

    private Path socket() {
        return folder.resolve("db.sock");
    }

    void startDatabase() throws Exception {
        database = started("ovsdb-server", "--unixctl=" + folder.resolve("db.ctl"), "--remote=punix:" + socket(),
                folder.resolve("conf.db").toString());
        assertThat(database.start(() -> Files.exists(socket()))).as(database.words()).isTrue();
    }

    void startDaemon() throws Exception {
        daemon = started("ovs-vswitchd", "--unixctl=" + folder.resolve("vs.ctl"), "unix:" + socket());
        assertThat(daemon.start(() -> Files.exists(folder.resolve("vs.ctl")))).as(daemon.words()).isTrue();
    }

    private Daemon started(String program, String... words) {
        List<String> command = new ArrayList<>(List.of(Daemon.program("ip", "iproute2"), "netns", "exec", netns, "env",
                "OVS_RUNDIR=" + folder, Daemon.program(program, "openvswitch-switch"), "-vconsole:warn"));
        command.addAll(List.of(words));
        return new Daemon(folder.resolve(program + ".log"), command);
    }

    Daemon database() {
        return database;
    }

    Daemon daemon() {
        return daemon;
    }

    void stopDatabase() throws Exception {
        database.stop();
        Files.deleteIfExists(socket());
    }

    void stopDaemon() throws Exception {
        daemon.stop();
        Files.deleteIfExists(folder.resolve("vs.ctl"));
    }

    /** What an operator would type. */
    String vsctl(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(Daemon.program("ovs-vsctl", "openvswitch-switch"), "--timeout=30",
                "--db=unix:" + socket()));
        command.addAll(List.of(words));
        return run(command);
    }

    /**
     * Gives it a bridge {@code under} with an address, for tunnels: without the kernel's help the daemon routes what it puts into
     * tunnels by itself, and only over bridges of its own.
     */
    void underlay(String address) throws Exception {
        vsctl("add-br", "under", "--", "set", "Bridge", "under", "datapath_type=netdev");
        inside("ip", "addr", "add", address + "/24", "dev", "under");
        inside("ip", "link", "set", "dev", "under", "up");
    }

    /** Lays a cable between the bridges {@code bridge} of both. */
    void wire(OpenSwitch other, String bridge) throws Exception {
        String wire = "wire" + WIRES.incrementAndGet();
        inside("ip", "link", "add", "name", wire, "type", "veth", "peer", "name", wire, "netns", other.netns);
        for (OpenSwitch each : List.of(this, other)) {
            each.inside("ip", "link", "set", "dev", wire, "up");
            each.vsctl("add-port", bridge, wire);
        }
    }

    /** Runs a program in the switch's network. */
    String inside(String... words) throws Exception {
        return run(Stream.concat(Stream.of("nsenter", "--net=/var/run/netns/" + netns), Stream.of(words)).toList());
    }

    private static String run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).as(() -> command + ": " + words).isZero();
        return words;
    }

    public PropertyList settings() {
        return PropertyList.of("control-socket", socket().toString()).with("kind", "vlan").with("uplink", "trunk")
                .with("tags", "100-199").with("datapath", "netdev").with("timeout", "30s");
    }

    /** For tunnels to {@code peers}. */
    PropertyList tunnels(String peers) {
        return settings().without(List.of("uplink")).with("kind", "vxlan").with("tags", "70000-70099").with("peers", peers);
    }

    static NetworksHandler handler(PropertyList settings) {
        NetworksHandler handler = new NetworksHandler();
        handler.configure(settings);
        return handler;
    }

    NetworksHandler handler() {
        return handler(settings());
    }

    /** Each bridge and each port but for those of the beginning, sorted, with whose it is. */
    public List<String> everything() throws Exception {
        List<String> all = new ArrayList<>();
        for (String table : List.of("Bridge", "Port")) {
            vsctl("--format=csv", "--data=bare", "--no-headings", "--columns=name,external_ids", "list", table).lines()
                    .filter(line -> !line.matches("(trunk|printer|under|wire[0-9]+),.*") && !line.isBlank())
                    .forEach(line -> all.add(table + " " + line.replace("\"", "")));
        }
        return all.stream().sorted().toList();
    }

    public void end() throws Exception {
        for (Daemon each : Stream.of(daemon, database).filter(java.util.Objects::nonNull).toList()) {
            each.end();
        }
        new ProcessBuilder("ip", "netns", "del", netns).start().waitFor();
    }
}
