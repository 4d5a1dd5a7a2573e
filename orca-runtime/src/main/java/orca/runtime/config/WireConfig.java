package orca.runtime.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import orca.core.resource.Names;
import orca.wire.server.Listen;
import orca.wire.text.Default;

/**
 * How a container speaks with others. Its actors then have keys, and are known by them.
 *
 * @param listen where others call by SOAP, {@code host:port}; nobody calls when it is left out
 * @param rpc where others call by XML-RPC over TLS, {@code host:port}
 * @param address how others reach {@code listen}, when it is otherwise than it says
 * @param standbys the addresses of other containers with the same actors, of which one leads; whoever is told where an
 *     authority is called is told of these too
 * @param keys the folder with a file {@code NAME.key} for each actor, relative to the configuration file
 * @param trust the folder with the address book, likewise
 * @param skew how far the clocks of others may differ
 */
public record WireConfig(
        Optional<Listen> listen,
        Optional<Listen> rpc,
        Optional<String> address,
        List<String> standbys,
        @Default(WireConfig.KEYS) String keys,
        @Default(WireConfig.TRUST) String trust,
        @Default("1m") Duration skew) {
    /** Whoever calls tries so many addresses, and this container's own is one of them. */
    static final int MOST_STANDBYS = 3;
    /** The usual folder of the keys. */
    static final String KEYS = "keys";
    /** The usual folder of the address book. */
    static final String TRUST = ".";

    public WireConfig {
        address.ifPresent(text -> check("address", text));
        standbys.forEach(text -> check("standbys", text));
        if (standbys.size() > MOST_STANDBYS) {
            throw new IllegalArgumentException("standbys: must be at most " + MOST_STANDBYS + ", got " + standbys.size());
        }
        if (skew.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("skew: must be at most an hour, got " + skew);
        }
    }

    private static void check(String field, String text) {
        URI uri = URI.create(text);
        if (uri.getHost() == null || !"http".equals(uri.getScheme()) && !"https".equals(uri.getScheme())) {
            throw new IllegalArgumentException(
                    field + ": must be a URL such as http://site.example.org:7400, got " + Names.quoted(text));
        }
    }
}
