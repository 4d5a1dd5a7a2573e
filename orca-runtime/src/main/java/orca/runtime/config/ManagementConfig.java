package orca.runtime.config;

import orca.core.resource.Names;
import orca.wire.text.Default;

/**
 * Where the management API listens.
 *
 * @param port 0 to 65535; 0 for any that is free
 * @param host an address of this machine that only this machine can reach: {@code 127.0.0.1}, {@code ::1} or {@code localhost}
 */
public record ManagementConfig(@Default("7420") int port, @Default("127.0.0.1") String host) {
    public ManagementConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port: must be from 0 to 65535, got " + port);
        }
        if (!isLoopback(host)) {
            throw new IllegalArgumentException("host: must be 127.0.0.1, ::1 or localhost, for the management API is not"
                    + " made for other machines, got " + Names.quoted(host));
        }
    }

    static boolean isLoopback(String host) {
        return host.equals("127.0.0.1") || host.equals("::1") || host.equals("localhost");
    }
}
