package orca.handler.services.networks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import orca.core.resource.Names;
import orca.core.resource.PropertyList;
import orca.handler.services.Settings;

/**
 * What the configuration says to the handler.
 *
 * @param kind by what a unit's bridge is joined to others
 * @param first the lowest tag of the pool; 0 where the kind has none
 * @param last the highest
 * @param uplink the bridge with the site's trunk; empty where the kind has none
 * @param peers the addresses of the other ends; empty where the kind has none
 * @param mtu the octets of the largest packet that a machine on the network may send; 0 where the kind does not say
 * @param control the socket of ovsdb-server
 * @param datapath of the bridges that are made
 * @param owner tells sites apart that share a switch
 * @param timeout for one answer
 */
record NetworksSettings(Kind kind, long first, long last, String uplink, List<String> peers, long mtu, Path control,
        String datapath, String owner, Duration timeout) {
    /** The most other ends of a VXLAN. */
    static final int MOST_PEERS = 64;
    /** The octets of a tunnel's headers over IPv4: Ethernet, IP, UDP and VXLAN. */
    static final int OVERHEAD = 50;
    /** The most tags in a pool. */
    static final int MOST_TAGS = 65_536;

    /** By what a bridge is joined to others. */
    enum Kind {
        /** By nothing: it is for machines of this host. */
        BRIDGE(0),
        /** By a tag of IEEE 802.1Q on the site's trunk. */
        VLAN(4094),
        /** By a tunnel of RFC 7348 to each peer. */
        VXLAN(16_777_215);

        private final long most;

        Kind(long most) {
            this.most = most;
        }

        /** The property that says a unit's tag. */
        String tagged() {
            return this == VLAN ? "networks.vlan" : "networks.vni";
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Set<String> KNOWN =
            Set.of("kind", "tags", "uplink", "peers", "mtu", "control-socket", "datapath", "owner", "timeout");
    private static final Pattern TAGS = Pattern.compile("([0-9]{1,8})\\s*-\\s*([0-9]{1,8})");
    private static final Pattern BRIDGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,14}");
    private static final String PART = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern ADDRESS = Pattern.compile(PART + "(\\." + PART + "){3}");

    NetworksSettings {
        peers = List.copyOf(peers);
    }

    /** The settings in {@code list}, with defaults for what it does not name; a name it does not know is refused. */
    static NetworksSettings of(PropertyList list) {
        Settings settings = new Settings(NetworksHandler.NAME, list, KNOWN);
        Kind kind = kind(settings.needed("kind", "one of bridge, vlan and vxlan"));
        long[] tags = tags(settings, kind);
        return new NetworksSettings(kind, tags[0], tags[1], uplink(settings, kind), peers(settings, kind), mtu(settings, kind),
                Settings.path("control-socket", settings.text("control-socket").orElse("/var/run/openvswitch/db.sock")),
                datapath(settings.text("datapath").orElse("system")), settings.owner(), settings.timeout());
    }

    private static Kind kind(String word) {
        for (Kind kind : Kind.values()) {
            if (kind.word().equals(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("kind: must be bridge, vlan or vxlan, got " + Names.quoted(word));
    }

    private static void notFor(Settings settings, String name, Kind kind) {
        if (settings.text(name).isPresent()) {
            throw new IllegalArgumentException(name + ": is not for kind " + kind.word());
        }
    }

    private static long[] tags(Settings settings, Kind kind) {
        if (kind == Kind.BRIDGE) {
            notFor(settings, "tags", kind);
            return new long[] {0, 0};
        }
        String words = settings.needed("tags", "the tags that units get, such as 100-199");
        Matcher tags = TAGS.matcher(words);
        long first = tags.matches() ? Long.parseLong(tags.group(1)) : 0;
        long last = first == 0 ? 0 : Long.parseLong(tags.group(2));
        if (first < 1 || last < first || last > kind.most || last - first >= MOST_TAGS) {
            throw new IllegalArgumentException("tags: must be as in 100-199, from 1 to " + kind.most + " and at most "
                    + MOST_TAGS + ", got " + Names.quoted(words));
        }
        return new long[] {first, last};
    }

    private static String uplink(Settings settings, Kind kind) {
        if (kind != Kind.VLAN) {
            notFor(settings, "uplink", kind);
            return "";
        }
        String name = settings.needed("uplink", "the bridge with the site's trunk");
        if (!BRIDGE.matcher(name).matches()) {
            throw new IllegalArgumentException("uplink: must be a bridge's name, got " + Names.quoted(name));
        }
        return name;
    }

    private static List<String> peers(Settings settings, Kind kind) {
        if (kind != Kind.VXLAN) {
            notFor(settings, "peers", kind);
            return List.of();
        }
        String words = settings.needed("peers", "the addresses of the other ends");
        List<String> peers = settings.words("peers");
        if (peers.size() > MOST_PEERS || peers.stream().distinct().count() < peers.size()
                || !peers.stream().allMatch(peer -> ADDRESS.matcher(peer).matches())) {
            throw new IllegalArgumentException("peers: must be 1 to " + MOST_PEERS
                    + " different IPv4 addresses with commas between, got " + Names.quoted(words));
        }
        return peers;
    }

    private static long mtu(Settings settings, Kind kind) {
        if (kind != Kind.VXLAN) {
            notFor(settings, "mtu", kind);
            return 0;
        }
        return settings.whole("mtu", 1500, 576 + OVERHEAD, 9216) - OVERHEAD;
    }

    private static String datapath(String word) {
        if (word.equals("system") || word.equals("netdev")) {
            return word;
        }
        throw new IllegalArgumentException("datapath: must be system or netdev, got " + Names.quoted(word));
    }
}
