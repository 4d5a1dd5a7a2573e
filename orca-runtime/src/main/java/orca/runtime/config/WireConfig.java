package orca.runtime.config;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import orca.core.resource.Names;
import orca.wire.text.Default;

/**
 * How a container speaks with others. Its actors then have keys, and are known by them.
 *
 * @param listen where others call by SOAP, {@code host:port}; nobody calls when it is left out
 * @param rpc where others call by XML-RPC over TLS, {@code host:port}
 * @param address how others reach {@code listen}, when it is otherwise than it says
 * @param keys the folder with a file {@code NAME.key} for each actor, relative to the configuration file
 * @param trust the folder with the address book, likewise
 * @param skew how far the clocks of others may differ
 */
public record WireConfig(
        Optional<Listen> listen,
        Optional<Listen> rpc,
        Optional<String> address,
        @Default(WireConfig.KEYS) String keys,
        @Default(WireConfig.TRUST) String trust,
        @Default("1m") Duration skew) {
    /** The usual folder of the keys. */
    static final String KEYS = "keys";
    /** The usual folder of the address book. */
    static final String TRUST = ".";

    public WireConfig {
        address.ifPresent(text -> {
            URI uri = URI.create(text);
            if (uri.getHost() == null || !"http".equals(uri.getScheme()) && !"https".equals(uri.getScheme())) {
                throw new IllegalArgumentException("address: must be a URL such as http://site.example.org:7400, got "
                        + Names.quoted(text));
            }
        });
        if (skew.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("skew: must be at most an hour, got " + skew);
        }
    }

    /**
     * Where to listen.
     *
     * @param host a name or an address of this machine
     * @param port 0 to 65535; 0 for any that is free
     */
    public record Listen(String host, int port) {
        public Listen {
            if (host.isBlank() || port < 0 || port > 65_535) {
                throw new IllegalArgumentException("must be HOST:PORT with a port from 0 to 65535, got "
                        + Names.quoted(host + ":" + port));
            }
        }

        /** Reads {@code host:port}. */
        public static Listen parse(String text) {
            int colon = text.lastIndexOf(':');
            try {
                if (colon > 0) {
                    return new Listen(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("must be HOST:PORT, got " + Names.quoted(text), e);
            }
            throw new IllegalArgumentException("must be HOST:PORT, got " + Names.quoted(text));
        }

        @Override
        public String toString() {
            return host + ":" + port;
        }
    }
}
