package orca.runtime.config;

import java.util.Optional;
import orca.core.resource.Names;
import orca.wire.server.Listen;
import orca.wire.text.Default;

/**
 * Where the management API listens. On this machine it is opened by the token in the container's folder, over plain HTTP. For
 * operators elsewhere it is TLS, and opened by their keys.
 *
 * @param port 0 to 65535; 0 for any that is free
 * @param host an address of this machine that only this machine can reach: {@code 127.0.0.1}, {@code ::1} or {@code localhost}
 * @param listen where operators come by TLS, {@code host:port}; nobody comes when it is left out
 * @param key the name of the key that it shows them; that of the container's only actor when it is left out
 */
public record ManagementConfig(
        @Default("7420") int port,
        @Default("127.0.0.1") String host,
        Optional<Listen> listen,
        Optional<String> key) {
    public ManagementConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port: must be from 0 to 65535, got " + port);
        }
        if (!isLoopback(host)) {
            throw new IllegalArgumentException("host: must be 127.0.0.1, ::1 or localhost, for what opens it there is a token in"
                    + " plain HTTP; operators elsewhere come by TLS with keys of theirs, where 'listen: HOST:PORT' says, got "
                    + Names.quoted(host));
        }
        key.ifPresent(name -> Names.check("key", name));
        if (key.isPresent() && listen.isEmpty()) {
            throw new IllegalArgumentException("key: is shown to operators elsewhere, so 'listen: HOST:PORT' must say where");
        }
    }

    static boolean isLoopback(String host) {
        return host.equals("127.0.0.1") || host.equals("::1") || host.equals("localhost");
    }
}
