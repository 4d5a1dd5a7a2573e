package orca.wire.call;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Where a caller comes from, as far as it says something before the caller has proved who it is: an address, and of IPv6 its
 * first 64 bits, for whoever has one such address has all with the same beginning.
 *
 * @param name of it
 */
public record Neighbourhood(String name) {
    private static final int NETWORK_BYTES = 8;

    public static Neighbourhood of(SocketAddress from) {
        return from instanceof InetSocketAddress socket && socket.getAddress() != null ? of(socket.getAddress())
                : new Neighbourhood("elsewhere");
    }

    public static Neighbourhood of(InetAddress address) {
        return new Neighbourhood(address instanceof Inet6Address
                ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), NETWORK_BYTES)) + "::/64"
                : address.getHostAddress());
    }
}
