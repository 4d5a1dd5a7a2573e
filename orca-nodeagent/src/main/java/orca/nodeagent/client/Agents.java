package orca.nodeagent.client;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import orca.core.handler.HostAgents;
import orca.core.resource.Names;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.wire.soap.SoapLine;
import orca.wire.soap.SoapSettings;
import orca.wire.time.WallClock;
import orca.wire.trust.Endpoint;
import orca.wire.trust.Expected;
import orca.wire.trust.Fingerprint;
import orca.wire.trust.Identity;

/**
 * The agents of a site's hosts, as the settings of a handler name them: {@code agent.HOST} for each host and {@code agent} for
 * all others, each {@code FINGERPRINT URL}, and {@code agent-key}, the file with the key that the authority signs with. Those of
 * hosts that joined the site are in its inventory, which counts for more than {@code agent}. Where nothing is said about a host,
 * its units are made in the authority's own process.
 */
public final class Agents implements AutoCloseable {
    /** The setting for hosts that have none of their own. */
    public static final String AGENT = "agent";
    /** The setting with the authority's key file; absolute. */
    public static final String KEY = "agent-key";
    private static final String OF_HOST = AGENT + ".";

    private final Optional<Path> key;
    private final Map<String, Reach> reaches;
    private final Map<String, Open> open = new TreeMap<>();
    private Optional<HostAgents> joined = Optional.empty();

    /** A client, and whom it reaches. */
    private record Open(Reach reach, RemoteClient client) {}

    /** Who an agent is, and where. */
    private record Reach(Fingerprint agent, Endpoint endpoint) {
        static Reach parse(String field, String text) {
            int blank = text.strip().lastIndexOf(' ');
            if (blank < 0) {
                throw new IllegalArgumentException(field + ": must be FINGERPRINT URL, got " + Names.quoted(text));
            }
            try {
                return new Reach(Fingerprint.parse(text.strip().substring(0, blank)),
                        Endpoint.parse(text.strip().substring(blank + 1)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(field + ": " + e.getMessage(), e);
            }
        }
    }

    private Agents(Optional<Path> key, Map<String, Reach> reaches) {
        this.key = key;
        this.reaches = reaches;
    }

    /** Whether a setting is one of these. */
    private static boolean isSetting(String name) {
        return name.equals(AGENT) || name.equals(KEY) || name.startsWith(OF_HOST);
    }

    /** The settings that are none of these. */
    public static PropertyList without(PropertyList settings) {
        PropertyList rest = PropertyList.NONE;
        for (Map.Entry<String, PropertyValue> entry : settings) {
            rest = isSetting(entry.getKey()) ? rest : rest.with(entry.getKey(), entry.getValue());
        }
        return rest;
    }

    /**
     * What {@code settings} say; those that are none of these are passed over.
     *
     * @throws IllegalArgumentException naming the setting that says nothing useful
     */
    public static Agents of(PropertyList settings) {
        Map<String, Reach> reaches = new TreeMap<>();
        Set<String> seen = settings.asMap().keySet();
        for (Map.Entry<String, PropertyValue> entry : settings) {
            if (isSetting(entry.getKey()) && !entry.getKey().equals(KEY)) {
                reaches.put(entry.getKey(), Reach.parse(entry.getKey(), entry.getValue().toString()));
            }
        }
        Optional<Path> key = settings.text(KEY).map(Path::of);
        if (reaches.isEmpty() == key.isPresent()) {
            throw new IllegalArgumentException(KEY + ": must be given where an agent is named, and only there; got " + seen);
        }
        key.filter(path -> !path.isAbsolute()).ifPresent(path -> {
            throw new IllegalArgumentException(KEY + ": must be absolute, got " + path);
        });
        return new Agents(key, reaches);
    }

    /** From now on the agents of hosts that joined the site are known too. */
    public synchronized void join(HostAgents hosts) {
        joined = Optional.of(hosts);
    }

    /** The client of a host's agent; empty when its units are made in this process. */
    public Optional<AgentClient> client(String host) throws IOException {
        // Not while others wait for this: the inventory is asked for it.
        Optional<Reach> joins = reaches.containsKey(OF_HOST + host) ? Optional.empty()
                : joined().flatMap(hosts -> hosts.of(host)).map(said -> Reach.parse("host " + host, said));
        return joins.isPresent() ? Optional.of(client(OF_HOST + host, host, joins.get(),
                Path.of(joined().orElseThrow().key()))) : named(host);
    }

    private synchronized Optional<HostAgents> joined() {
        return joined;
    }

    private synchronized Optional<AgentClient> named(String host) throws IOException {
        String name = reaches.containsKey(OF_HOST + host) ? OF_HOST + host : AGENT;
        Reach reach = reaches.get(name);
        return reach == null ? Optional.empty() : Optional.of(
                client(name, name.equals(AGENT) ? reach.endpoint().url() : host, reach, key.orElseThrow()));
    }

    private synchronized AgentClient client(String name, String called, Reach reach, Path signs) throws IOException {
        Open known = open.get(name);
        if (known != null && known.reach.equals(reach)) {
            return known.client;
        }
        RemoteClient client = new RemoteClient(called, new SoapLine(URI.create(reach.endpoint().url()),
                Expected.of(reach.agent().principal()), Identity.read(signs), SoapSettings.USUAL, WallClock.utc()));
        open.put(name, new Open(reach, client));
        if (known != null) {
            known.client.close(); // the host is called elsewhere now
        }
        return client;
    }

    /** Whether any agent is named. */
    public boolean any() {
        return !reaches.isEmpty();
    }

    @Override
    public synchronized void close() {
        open.values().forEach(one -> one.client.close());
        open.clear();
    }
}
