package orca.wire.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;

/** Bounds the connections of one address, so that no caller takes the places of all others. What is too many is closed. */
public final class AddressLimit implements Connection.Listener {
    /** The most connections of one address. */
    public static final int MOST = 128;

    /** Where each open connection comes from; one that is closed does not know it any more. */
    private final Map<Connection, InetAddress> open = new ConcurrentHashMap<>();
    private final Map<InetAddress, Integer> counts = new ConcurrentHashMap<>();

    @Override
    public void onOpened(Connection connection) {
        EndPoint end = connection.getEndPoint();
        if (end.getRemoteSocketAddress() instanceof InetSocketAddress from) {
            open.put(connection, from.getAddress());
            if (counts.merge(from.getAddress(), 1, Integer::sum) > MOST) {
                end.close();
            }
        }
    }

    @Override
    public void onClosed(Connection connection) {
        InetAddress from = open.remove(connection);
        if (from != null) {
            counts.computeIfPresent(from, (address, count) -> count == 1 ? null : count - 1);
        }
    }
}
