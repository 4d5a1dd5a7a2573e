package orca.runtime.remote;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import orca.runtime.config.WireConfig;
import orca.runtime.hosting.HostingException;
import orca.wire.call.Door;
import orca.wire.soap.SoapDoor;
import orca.wire.soap.SoapSettings;
import orca.wire.trust.Identity;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.MinimumDataRateHandler;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/**
 * Listens for the calls of other containers and brings each to its actor's door. Connections are bounded, in all and for each
 * address; one that is idle or sends too slowly is ended. Who calls is the bindings' affair.
 */
public final class WireServer implements AutoCloseable {
    /** The most connections in all. */
    static final int MOST_CONNECTIONS = 2_000;
    /** The slowest that a caller may send, in bytes a second on the average. */
    private static final int SLOWEST = 256;
    /** Kept here, for a logger that nobody keeps forgets its level. */
    private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");

    private final Server server;
    private final ServerConnector soap;
    private final URI base;

    /**
     * An actor that may be called.
     *
     * @param name under which
     */
    public record Called(String name, Identity own, Door door) {}

    /**
     * A server that listens already.
     *
     * @throws HostingException when it cannot
     */
    public WireServer(WireConfig.Listen listen, Optional<String> address, List<Called> actors, SoapSettings settings) {
        JETTY.setLevel(Level.WARNING);
        QueuedThreadPool threads = new QueuedThreadPool(16, 2);
        threads.setName("orca-wire");
        threads.setDaemon(true);
        VirtualThreadPool workers = new VirtualThreadPool();
        workers.setName("orca-wire-call");
        threads.setVirtualThreadsExecutor(workers);
        server = new Server(threads);
        server.addBean(workers);
        server.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, server));
        server.addBean(new AddressLimit());
        soap = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration()));
        soap.setHost(listen.host());
        soap.setPort(listen.port());
        soap.setIdleTimeout(90_000);
        server.addConnector(soap);
        open(listen);
        base = URI.create(address.orElse("http://" + listen.host() + ":" + soap.getLocalPort()));
        List<Handler> doors = new ArrayList<>();
        for (Called actor : actors) {
            doors.add(new SoapDoor("/soap/" + actor.name(), addresses(actor.name(), listen), actor.own(), actor.door(), settings,
                    Clock.systemUTC()));
        }
        server.setHandler(new MinimumDataRateHandler(new Handler.Sequence(doors), SLOWEST, 0));
        LifeCycle.start(server);
    }

    private static HttpConfiguration configuration() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(16 * 1024);
        return http;
    }

    private void open(WireConfig.Listen listen) {
        try {
            soap.open();
        } catch (IOException e) {
            throw new HostingException("Others cannot be heard on " + listen + ": " + e.getMessage()
                    + ". Stop what uses the port, or change 'wire: {listen: ...}'.", e);
        }
    }

    /** The URLs of one actor that a caller may name: the published one first. */
    private Set<String> addresses(String actor, WireConfig.Listen listen) {
        Set<String> all = new LinkedHashSet<>();
        all.add(base.resolve("/soap/" + actor).toString());
        all.add("http://" + listen.host() + ":" + soap.getLocalPort() + "/soap/" + actor);
        return all;
    }

    /** The beginning of the addresses at which others call. */
    public URI base() {
        return base;
    }

    @Override
    public void close() {
        LifeCycle.stop(server);
    }
}
