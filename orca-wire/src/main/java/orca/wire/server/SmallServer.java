package orca.wire.server;

import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** A port for plain texts that few ask for: figures, calendars. Few threads, few connections, small headers. */
public final class SmallServer implements AutoCloseable {
    /** The most connections at once. */
    public static final int MOST_CONNECTIONS = 64;
    private static final int MOST_THREADS = 8;
    private static final int HEADER_BYTES = 8 * 1024;
    /** Kept here, for a logger that nobody keeps forgets its level. */
    private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");

    private final Server server;
    private final ServerConnector connector;

    /**
     * One that listens already.
     *
     * @param name for its threads
     * @param idleMillis how long a connection may be silent
     * @param door answers
     * @throws IOException when it cannot listen there
     */
    public SmallServer(String name, Listen at, long idleMillis, Handler door) throws IOException {
        JETTY.setLevel(Level.WARNING);
        QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, 2);
        threads.setName(name);
        threads.setDaemon(true);
        server = new Server(threads);
        server.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, server));
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(HEADER_BYTES);
        connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(at.host());
        connector.setPort(at.port());
        connector.setIdleTimeout(idleMillis);
        server.addConnector(connector);
        server.setHandler(door);
        connector.open();
        LifeCycle.start(server);
    }

    /** The port that it has. */
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        connector.close();
        LifeCycle.stop(server);
    }
}
