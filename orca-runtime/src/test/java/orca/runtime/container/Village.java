package orca.runtime.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import orca.runtime.config.ConfigFile;
import orca.testkit.FreePort;
import orca.wire.management.Filter;
import orca.wire.management.ManagementClient;
import orca.wire.management.WaitAnswer;
import orca.wire.trust.AddressBook;
import orca.wire.trust.Endpoint;
import orca.wire.trust.Fingerprint;
import orca.wire.trust.Identity;
import orca.wire.trust.Limits;
import orca.wire.trust.Peer;
import orca.wire.trust.Role;
import orca.wire.trust.TrustException;

/**
 * A site, a broker and a guest, each in a container of its own with a key of its own; they meet over sockets. The guest listens
 * nowhere, and the site has never heard of it.
 */
final class Village implements AutoCloseable {
    /** Longer than a line waits for an answer that does not come, which may happen to one when somebody is stopped. */
    static final Duration PATIENCE = Duration.ofSeconds(100);
    static final String TYPES = """
            folder: data
            management: {port: 0}
            types:
              vm:
                dimensions: {cpu: milli-cores, memory: MiB}
                turnaround: {teardown: 1s, skew: 1s}
              licence: {}
            """;

    static final String SITE = """
            authorities:
              duke:
                types: {vm: shell, licence: none}
                hosts:
                  h1: {type: vm, units: 8, cpu: 4000, memory: 4096}
                  pool: {type: licence, units: 5}
                delegations:
                  - {to: market, type: vm, units: 8, cpu: 4000, memory: 4096, term: {until: now+30d}}
                  - {to: market, type: licence, units: 3, term: {until: now+30d}}
            """;

    private final Path folder;
    private final Map<String, Identity> keys = new LinkedHashMap<>();
    private final Map<String, Integer> ports = new LinkedHashMap<>();
    private final Map<String, Integer> rpcPorts = new LinkedHashMap<>();
    private final boolean rpc;
    /** Lines that each one's configuration has, too. */
    private final String more;
    private final Map<String, Container> containers = new LinkedHashMap<>();
    private String market = "{}";
    /** What the guest is told besides. */
    private String guest = "";

    Village(Path folder) throws IOException, TrustException {
        this(folder, false);
    }

    /** @param rpc whether they call those whom they know by XML-RPC */
    Village(Path folder, boolean rpc) throws IOException, TrustException {
        this(folder, rpc, "");
    }

    /** @param more lines that each one's configuration has, too */
    Village(Path folder, boolean rpc, String more) throws IOException, TrustException {
        this.folder = folder;
        this.rpc = rpc;
        this.more = more;
        for (String name : List.of("duke", "market", "lab")) {
            Identity identity = Identity.generate();
            keys.put(name, identity);
            Files.createDirectories(home(name).resolve("keys"));
            identity.write(home(name).resolve("keys").resolve(name + ".key"));
            ports.put(name, FreePort.take());
            rpcPorts.put(name, FreePort.take());
        }
        pin("duke", "market", Role.BROKER, Limits.NONE);
        pin("market", "duke", Role.AUTHORITY, Limits.NONE);
        pin("market", "lab", Role.SERVICE_MANAGER, new Limits(List.of(), Optional.of(4L), Optional.empty()));
        pin("lab", "market", Role.BROKER, Limits.NONE);
    }

    /** What the broker's settings are from its next start on, as YAML. */
    Village broker(String settings) {
        market = settings;
        return this;
    }

    /** {@code settings} are the guest's, when it starts. */
    Village guest(String settings) {
        guest = settings;
        return this;
    }

    Path home(String name) {
        return folder.resolve(name);
    }

    Identity key(String name) {
        return keys.get(name);
    }

    String url(String name) {
        return "http://127.0.0.1:" + ports.get(name) + "/soap/" + name;
    }

    String rpcUrl(String name) {
        return "https://127.0.0.1:" + rpcPorts.get(name) + "/rpc/" + name;
    }

    /** {@code whose} book knows {@code name} from now on. */
    void pin(String whose, String name, Role role, Limits limits) throws IOException, TrustException {
        pin(whose, name, role, limits, name.equals("lab") ? List.of() : List.of(Endpoint.parse(
                rpc ? "xmlrpc=" + rpcUrl(name) : url(name))));
    }

    /** {@code whose} book knows these addresses of a site instead. */
    void pinAt(String whose, String site, String... urls) throws IOException, TrustException {
        AddressBook.change(home(whose), book -> book.without(site));
        pin(whose, site, Role.AUTHORITY, Limits.NONE, Stream.of(urls).map(Endpoint::parse).toList());
    }

    private void pin(String whose, String name, Role role, Limits limits, List<Endpoint> endpoints)
            throws IOException, TrustException {
        AddressBook.change(home(whose), book -> book.with(new Peer(name, role,
                new Fingerprint(keys.get(name).principal()), endpoints, limits, "", Optional.of(Instant.EPOCH))));
    }

    Container start(String name) {
        String wire = "wire: {listen: '127.0.0.1:" + ports.get(name) + "', rpc: '127.0.0.1:" + rpcPorts.get(name) + "'}\n";
        String text = more + TYPES + switch (name) {
            case "duke" -> wire + SITE;
            case "market" -> wire + "brokers: {market: " + market + "}\n";
            default -> "wire: {}\nservice-managers: {lab: {" + guest + "}}\n";
        };
        Container container = new Container(ConfigFile.parse(home(name).resolve("orca.yaml"), text), false, "test");
        containers.put(name, container);
        return container;
    }

    /** Gives {@code name} another key, which its old one signed, and starts it again. Nobody is told. */
    void rekey(String name) throws IOException {
        stop(name);
        Identity fresh = keys.get(name).succeededBy(Identity.generate(), Instant.parse("2026-11-21T12:00:00Z"));
        keys.put(name, fresh);
        Path file = home(name).resolve("keys").resolve(name + ".key");
        Files.delete(file);
        fresh.write(file);
        Files.writeString(Identity.succession(file), fresh.lineage().toFile());
        start(name);
    }

    Container container(String name) {
        return containers.get(name);
    }

    void stop(String name) {
        containers.remove(name).close();
    }

    Village startAll() {
        keys.keySet().forEach(this::start);
        // The site hears a moment later that its broker has accepted.
        for (String name : List.of("market", "duke")) {
            await(name, "two delegations are held", client -> client.delegations(Filter.LIVE).items().stream()
                    .filter(d -> d.state().equals("held")).count() == 2);
        }
        return this;
    }

    ManagementClient client(String name) {
        return ManagementClient.of(home(name).resolve("data"));
    }

    /** What must become true. */
    interface Condition {
        boolean holds(ManagementClient client);
    }

    void await(String name, String what, Condition condition) {
        ManagementClient client = client(name);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            long count = client.changes(0, Duration.ofMillis(1)).changes();
            if (condition.holds(client)) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not so: " + what);
            }
            client.changes(count, Duration.ofSeconds(1));
        }
    }

    /** What is asserted of things that come about a moment after others. */
    interface Claim {
        void check() throws Exception;
    }

    /** Checks {@code claim} at each change at {@code name}, and each second, until it holds; else fails as it does. */
    void comesTrue(String name, Claim claim) throws Exception {
        ManagementClient client = client(name);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            long count = client.changes(0, Duration.ofMillis(1)).changes();
            try {
                claim.check();
                return;
            } catch (AssertionError e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
            }
            client.changes(count, Duration.ofSeconds(1));
        }
    }

    WaitAnswer until(String id, String state) {
        WaitAnswer answer = client("lab").waitFor(id, Optional.empty(), List.of(state), PATIENCE);
        if (!answer.reached()) {
            throw new AssertionError(id + " is not " + state + ": " + answer.reservation());
        }
        return answer;
    }

    @Override
    public void close() {
        List.copyOf(containers.keySet()).forEach(this::stop);
    }
}
