package orca.runtime.enrolment;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where a host that joins wants to be called. Whoever has a token says it, and the site calls there from within its own network:
 * so what only this machine or its link can reach is called for those alone who come from there themselves.
 */
public final class AgentPlace {
    private AgentPlace() {}

    /**
     * Why {@code url} is not called for one who comes from {@code from}; nothing where it is. A name that has no address now may
     * have one later.
     */
    public static Optional<String> trouble(URI url, InetAddress from) {
        InetAddress[] all;
        try {
            all = InetAddress.getAllByName(url.getHost().replaceAll("[\\[\\]]", ""));
        } catch (UnknownHostException notYet) {
            return Optional.empty();
        }
        return Arrays.stream(all).filter(address -> !may(address, from)).findFirst().map(address ->
                "address: " + url.getHost() + " is " + (address.isMulticastAddress() ? "an address of many"
                        : address.isLinkLocalAddress() ? "an address that only the site's own link has"
                        : "an address of the machine that the site runs on")
                + ", and this host is called from elsewhere; say by --address how the site reaches it");
    }

    private static boolean may(InetAddress address, InetAddress from) {
        return !address.isMulticastAddress() && (!address.isLinkLocalAddress() || from.isLinkLocalAddress())
                && (!own(address) || own(from));
    }

    /** Whether it is one of this machine. */
    private static boolean own(InetAddress address) {
        try {
            return address.isLoopbackAddress() || address.isAnyLocalAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException unknown) {
            return false;
        }
    }
}
