package orca.wire.server;

import orca.core.resource.Names;

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
