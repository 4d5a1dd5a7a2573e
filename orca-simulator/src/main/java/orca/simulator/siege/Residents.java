package orca.simulator.siege;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import orca.nodeagent.client.RemoteClient;
import orca.nodeagent.talk.StatusView;
import orca.simulator.apart.Launch;
import orca.simulator.apart.Settlement;
import orca.wire.management.ManagementClient;
import orca.wire.soap.SoapLine;
import orca.wire.soap.SoapSettings;
import orca.wire.trust.Expected;
import orca.wire.trust.Identity;
import orca.wire.trust.Role;

/**
 * A site with two hosts, a broker and two guests, each in a process of its own on ground of its own, and the operator who looks
 * at all of them from elsewhere. None of them knows what will be done to it: their configurations are as anybody's.
 */
final class Residents implements AutoCloseable {
    static final String SITE = "site";
    static final String MARKET = "market";
    static final List<String> HOSTS = List.of("h1", "h2");
    static final List<String> GUESTS = List.of("g1", "g2");
    /** Whoever can be hit. */
    static final List<String> ALL = List.of(SITE, MARKET, "h1", "h2", "g1", "g2");
    /** How far clocks may differ without harm, as all configurations say. */
    static final Duration SKEW = Duration.ofSeconds(30);

    private static final String INSPECTOR = "inspector";
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int OPERATORS_PORT = 7443;
    private static final List<String> MACHINE = List.of("-Xmx160m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData");
    private static final String TYPES = """
            types:
              vm:
                dimensions: {cpu: milli-cores, memory: MiB}
                turnaround: {setup: 20s, teardown: 10s, grace: 20s, skew: 30s}""";
    private static final String SITE_FILE = """
            folder: data
            management: {port: 0, listen: "ADDRESS:7443"}
            wire: {listen: "ADDRESS:7400", skew: 30s}
            handlers:
              native: {agent-key: "KEY", agent.h1: "AGENT-h1", agent.h2: "AGENT-h2"}
            TYPES
            authorities:
              site:
                tombstone: 1m
                types: {vm: native}
                hosts:
                  h1: {type: vm, units: 60, cpu: 60000, memory: 3840}
                  h2: {type: vm, units: 60, cpu: 60000, memory: 3840}
                delegations:
                  - {to: market, type: vm, units: 120, cpu: 120000, memory: 7680, largest: {cpu: 1000, memory: 64}}
            """;
    private static final String MARKET_FILE = """
            folder: data
            management: {port: 0, listen: "ADDRESS:7443"}
            wire: {listen: "ADDRESS:7400", skew: 30s}
            brokers:
              market: {tombstone: 1m}
            """;
    private static final String GUEST_FILE = """
            folder: data
            management: {port: 0, listen: "ADDRESS:7443"}
            wire: {skew: 30s}
            TYPES
            service-managers:
              NAME: {remember: 1h}
            """;
    private static final String HOST_FILE = """
            host: NAME
            listen: "ADDRESS:7500"
            folder: data
            key: keys/NAME.key
            grace: 15s
            skew: 30s
            drivers:
              native: {folder: "UNITS"}
            """;

    private final Grounds grounds;
    private final Settlement settlement;
    private final Path folder;
    private final Identity inspector = Identity.generate();
    private final Map<String, ManagementClient> clients = new ConcurrentHashMap<>();
    private final Map<String, RemoteClient> agents = new ConcurrentHashMap<>();
    private final Set<String> traced = new HashSet<>();

    Residents(Grounds grounds, Path folder) throws IOException {
        this.grounds = grounds;
        this.folder = folder;
        this.settlement = new Settlement(folder);
        settlement.introduce(INSPECTOR, inspector);
        for (String name : ALL) {
            Files.createDirectories(settlement.home(name));
            grounds.settle(name);
        }
        // The site's file names its hosts' keys, so they come first.
        for (String name : HOSTS) {
            settlement.found(name, HOST_FILE.replace("NAME", name).replace("ADDRESS", grounds.address(name))
                    .replace("UNITS", units(name).toString()));
        }
        settlement.found(MARKET, MARKET_FILE.replace("ADDRESS", grounds.address(MARKET)));
        String site = SITE_FILE.replace("TYPES", TYPES).replace("ADDRESS", grounds.address(SITE))
                .replace("KEY", settlement.home(SITE).resolve("keys").resolve(SITE + ".key").toString());
        for (String host : HOSTS) {
            site = site.replace("AGENT-" + host, settlement.key(host) + " " + agentUrl(host));
        }
        settlement.found(SITE, site);
        for (String name : GUESTS) {
            settlement.found(name, GUEST_FILE.replace("TYPES", TYPES).replace("NAME", name)
                    .replace("ADDRESS", grounds.address(name)));
        }
        meet();
    }

    private void meet() throws IOException {
        Optional<String> nowhere = Optional.empty();
        Optional<String> site = Optional.of("http://" + grounds.address(SITE) + ":7400/soap/" + SITE);
        Optional<String> market = Optional.of("http://" + grounds.address(MARKET) + ":7400/soap/" + MARKET);
        settlement.pin(SITE, MARKET, Role.BROKER, market);
        settlement.pin(MARKET, SITE, Role.AUTHORITY, site);
        for (String guest : GUESTS) {
            settlement.pin(MARKET, guest, Role.SERVICE_MANAGER, nowhere);
            settlement.pin(guest, MARKET, Role.BROKER, market);
        }
        for (String host : HOSTS) {
            settlement.pin(host, SITE, Role.AUTHORITY, nowhere);
        }
        for (String name : ALL) {
            settlement.pin(name, INSPECTOR, Role.OPERATOR, nowhere);
        }
    }

    /** Where the units of a host are. */
    Path units(String host) {
        return folder.resolve("units-" + host);
    }

    private String agentUrl(String host) {
        return "http://" + grounds.address(host) + ":7500/soap/agent";
    }

    /** Starts the process of {@code name}. */
    void start(String name) throws IOException {
        start(name, List.of());
    }

    /**
     * Starts it so that it kills itself at the n-th call of {@code syscall} that one of its threads makes. The tracer stands
     * aside, so that the process is the one that was started.
     */
    void startUntil(String name, String syscall, int nth) throws IOException {
        start(name, List.of("strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", "trace=" + syscall,
                "-e", "inject=" + syscall + ":signal=SIGKILL:when=" + nth, "--"));
    }

    private void start(String name, List<String> tracer) throws IOException {
        if (tracer.isEmpty()) {
            traced.remove(name);
        } else {
            traced.add(name);
        }
        List<String> before = new ArrayList<>(grounds.enter(name));
        before.addAll(tracer);
        List<String> machine = new ArrayList<>(MACHINE);
        machine.add(grounds.clockwork(name));
        Launch how = HOSTS.contains(name)
                ? new Launch(before, machine, "orca.nodeagent.daemon.Main", "agent")
                : new Launch(before, machine, "orca.runtime.container.Main", "up");
        settlement.launch(name, how);
    }

    /** Whether it was started so that it kills itself. */
    boolean traced(String name) {
        return traced.contains(name);
    }

    boolean lives(String name) {
        return settlement.process(name).isAlive();
    }

    void kill(String name) throws InterruptedException {
        settlement.kill(name);
    }

    /** Its process does nothing until it is thawed. */
    void freeze(String name) throws IOException {
        signal("STOP", name);
    }

    void thaw(String name) throws IOException {
        signal("CONT", name);
    }

    private void signal(String signal, String name) throws IOException {
        if (lives(name)) {
            Grounds.run("sh", "-c", "kill -" + signal + " " + settlement.process(name).pid() + " 2>/dev/null || true");
        }
    }

    /** Returns when {@code name} answers the operator. @throws IOException when it does not for long, with what it said last */
    void await(String name) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String silence = "";
        while (System.nanoTime() < deadline) {
            if (!lives(name)) {
                throw new IOException(name + " ended by itself: " + lastWords(name));
            }
            try {
                if (HOSTS.contains(name)) {
                    host(name);
                    return;
                }
                if (client(name).health().well()) {
                    return;
                }
                silence = "an actor of it does not run";
            } catch (IOException | ManagementClient.Unreachable | ManagementClient.Refused e) {
                silence = e.getMessage();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        throw new IOException(name + " does not come up: " + silence + "; " + lastWords(name));
    }

    private String lastWords(String name) throws IOException {
        List<String> lines = Files.readAllLines(settlement.home(name).resolve("output"));
        return String.join(" | ", lines.subList(Math.max(0, lines.size() - 6), lines.size()));
    }

    /** Speaks with a container as an operator from elsewhere. */
    ManagementClient client(String name) {
        return clients.computeIfAbsent(name, n -> new ManagementClient(
                URI.create("https://" + grounds.address(n) + ":" + OPERATORS_PORT), inspector,
                Expected.of(settlement.key(n).principal())));
    }

    /** How a host is, by its agent. */
    StatusView host(String name) throws IOException {
        return agents.computeIfAbsent(name, n -> new RemoteClient(agentUrl(n), new SoapLine(URI.create(agentUrl(n)),
                Expected.of(settlement.key(n).principal()), inspector, SoapSettings.USUAL, Clock.systemUTC()))).status();
    }

    /** Reads all that an actor, which does not run, has written. @throws IOException when anything is not as it was written */
    void verify(String actor) throws IOException {
        Grounds.run(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), "orca.runtime.container.Main", "journal", "verify",
                settlement.data(actor).toString());
    }

    /** Copies what all have written from their disks, which end with this process, to where it stays. */
    void keep() throws IOException {
        for (String name : ALL) {
            Grounds.run("cp", "-r", settlement.data(name).toString(), settlement.home(name).resolve("kept").toString());
        }
    }

    /** Ends all in good order. */
    void end() {
        settlement.close();
    }

    @Override
    public void close() {
        settlement.close();
        agents.values().forEach(RemoteClient::close);
    }

    /** Those who have a journal. */
    static Set<String> actors() {
        return Set.of(SITE, MARKET, "g1", "g2");
    }
}
