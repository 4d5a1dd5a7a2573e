package orca.simulator.siege;

import java.util.List;
import java.util.function.UnaryOperator;

/** The configuration files of all who are besieged. None of them says anything of what will be done to it. */
final class Configurations {
    static final int OPERATORS_PORT = 7443;
    static final int PEERS_PORT = 7400;
    static final int AGENTS_PORT = 7500;

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

    private final Roster roster;
    private final UnaryOperator<String> address;

    /** @param address where a process stands */
    Configurations(Roster roster, UnaryOperator<String> address) {
        this.roster = roster;
        this.address = address;
    }

    /** Of the agent of {@code host}, whose units are in the folder {@code units}. */
    String host(String host, String units) {
        return HOST_FILE.replace("NAME", host).replace("ADDRESS", address.apply(host)).replace("UNITS", units);
    }

    /**
     * Of one who is a site.
     *
     * @param key where its key is
     * @param agents the key and the address of each host's agent
     */
    String site(String node, String key, UnaryOperator<String> agents) {
        String file = SITE_FILE.replace("TYPES", TYPES).replace("KEY", key);
        for (String host : Roster.HOSTS) {
            file = file.replace("AGENT-" + host, agents.apply(host));
        }
        return container(node, file);
    }

    String market(String node) {
        return container(node, MARKET_FILE);
    }

    String guest(String node) {
        return container(node, GUEST_FILE.replace("TYPES", TYPES).replace("NAME", node));
    }

    private String container(String node, String file) {
        String own = file.replace("ADDRESS", address.apply(node));
        List<String> others = roster.nodes(roster.part(node)).stream().filter(other -> !other.equals(node))
                .map(other -> '"' + peers(other) + '"').toList();
        if (!others.isEmpty()) {
            own = own.replace(", skew: 30s}\nhandlers", ", skew: 30s, standbys: " + others + "}\nhandlers")
                    .replace(", skew: 30s}\nbrokers", ", skew: 30s, standbys: " + others + "}\nbrokers");
        }
        return roster.stored(node) ? own + "journal: {url: \"" + Database.url(address.apply(Roster.DATABASE)) + "\", user: "
                + Database.USER + "}\n" : own;
    }

    private String peers(String node) {
        return "http://" + address.apply(node) + ":" + PEERS_PORT;
    }

    /** Where peers call a part, at whichever process has it. */
    List<String> called(String part) {
        return roster.nodes(part).stream().map(node -> peers(node) + "/soap/" + part).toList();
    }

    /** Where the agent of a host is called. */
    String agent(String host) {
        return "http://" + address.apply(host) + ":" + AGENTS_PORT + "/soap/agent";
    }
}
