package orca.wire.server;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import orca.wire.call.Neighbourhood;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;

/**
 * Bounds the connections of one address, or of one network of IPv6, so that no caller takes the places of all others. What is too
 * many is closed.
 */
public final class AddressLimit implements Connection.Listener {
    /** The most connections of one address. */
    public static final int MOST = 128;

    /** Where each open connection comes from; one that is closed does not know it any more. */
    private final Map<Connection, Neighbourhood> open = new ConcurrentHashMap<>();
    private final Map<Neighbourhood, Integer> counts = new ConcurrentHashMap<>();

    @Override
    public void onOpened(Connection connection) {
        EndPoint end = connection.getEndPoint();
        if (end.getRemoteSocketAddress() instanceof InetSocketAddress from) {
            Neighbourhood near = Neighbourhood.of(from);
            open.put(connection, near);
            if (counts.merge(near, 1, Integer::sum) > MOST) {
                end.close();
            }
        }
    }

    @Override
    public void onClosed(Connection connection) {
        Neighbourhood from = open.remove(connection);
        if (from != null) {
            counts.computeIfPresent(from, (address, count) -> count == 1 ? null : count - 1);
        }
    }
}
