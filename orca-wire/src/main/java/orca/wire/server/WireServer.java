package orca.wire.server;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import orca.wire.call.CallWatch;
import orca.wire.call.Door;
import orca.wire.call.Turnstile;
import orca.wire.protocol.Collecting;
import orca.wire.soap.SoapDoor;
import orca.wire.soap.SoapSettings;
import orca.wire.time.WallClock;
import orca.wire.tls.MutualTls;
import orca.wire.trust.Identity;
import orca.wire.xmlrpc.RpcDoor;
import orca.wire.xmlrpc.RpcSettings;
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
    /** Threads for what a server does besides. */
    private static final int SPARE_THREADS = 64;
    /** The slowest that a caller may send, in bytes a second on the average. */
    private static final int SLOWEST = 256;
    /** Kept here, for a logger that nobody keeps forgets its level. */
    private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");

    /** What strangers do wrong is no news, and must not fill the log. */
    private static final Logger STRANGERS = Logger.getLogger("org.eclipse.jetty.server.Response");

    private final Server server;
    private final AddressLimit addresses = new AddressLimit();
    private final Optional<ServerConnector> soap;
    private final Optional<ServerConnector> rpc;
    private final Optional<URI> base;

    /**
     * An actor that may be called.
     *
     * @param name under which
     * @param watch told of its calls
     */
    public record Called(String name, Identity own, Door door, CallWatch watch) {
        /** One whose calls nobody measures. */
        public Called(String name, Identity own, Door door) {
            this(name, own, door, CallWatch.NONE);
        }
    }

    /**
     * Where calls come in.
     *
     * @param soap for SOAP
     * @param rpc for XML-RPC over TLS
     * @param address how others reach {@code soap}, when it is otherwise than it says
     */
    public record Ports(Optional<Listen> soap, Optional<Listen> rpc, Optional<String> address) {}

    /** It cannot listen; the message is one sentence that says what to do. */
    public static final class Unheard extends RuntimeException {
        private static final long serialVersionUID = 1;

        public Unheard(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * A server that listens already.
     *
     * @throws Unheard when it cannot
     */
    public WireServer(Ports ports, List<Called> actors, SoapSettings settings) {
        JETTY.setLevel(Level.WARNING);
        STRANGERS.setLevel(Level.SEVERE);
        QueuedThreadPool threads = new QueuedThreadPool(16, 2);
        threads.setName("orca-wire");
        threads.setDaemon(true);
        VirtualThreadPool workers = new VirtualThreadPool();
        // A thread for each connection: callers that are slow, or wait for something to collect, must not be all there is.
        workers.setMaxConcurrentTasks(MOST_CONNECTIONS + SPARE_THREADS);
        workers.setName("orca-wire-call");
        threads.setVirtualThreadsExecutor(workers);
        server = new Server(threads);
        server.addBean(workers);
        server.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, server));
        soap = ports.soap().map(at -> opened(plain(at), at, "listen"));
        rpc = ports.rpc().map(at -> opened(MutualTls.connector(server, actors.get(0).own(), List.of(at.host()), at.host(),
                at.port()), at, "rpc"));
        base = soap.map(open -> URI.create(ports.address().orElse(at(ports.soap().orElseThrow(), open))));
        Turnstile checks = Turnstile.usual();
        List<Handler> doors = new ArrayList<>();
        for (Called actor : actors) {
            soap.ifPresent(open -> doors.add(new SoapDoor("/soap/" + actor.name(),
                    addresses(actor.name(), at(ports.soap().orElseThrow(), open)), actor.own(), actor.door(), settings,
                    WallClock.utc(), actor.watch(), checks)));
            rpc.ifPresent(open -> doors.add(new RpcDoor("/rpc/" + actor.name(), actor.door(), RpcSettings.USUAL,
                    actor.watch())));
        }
        server.setHandler(new MinimumDataRateHandler(new Handler.Sequence(doors), SLOWEST, 0));
        LifeCycle.start(server);
    }

    private ServerConnector plain(Listen at) {
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration()));
        connector.setHost(at.host());
        connector.setPort(at.port());
        return connector;
    }

    private static String at(Listen listen, ServerConnector open) {
        return "http://" + listen.host() + ":" + open.getLocalPort();
    }

    private static HttpConfiguration configuration() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(16 * 1024);
        return http;
    }

    private ServerConnector opened(ServerConnector connector, Listen at, String key) {
        // Longer than anybody may wait for what is to be collected.
        connector.setIdleTimeout(Collecting.LONGEST_WAIT.plusSeconds(30).toMillis());
        connector.addBean(addresses);
        server.addConnector(connector);
        try {
            connector.open();
            return connector;
        } catch (IOException e) {
            throw new Unheard("Others cannot be heard on " + at + ": " + e.getMessage()
                    + ". Stop what uses the port, or change 'wire: {" + key + ": ...}'.", e);
        }
    }

    /** The URLs of one actor that a caller may name: the published one first. */
    private Set<String> addresses(String actor, String here) {
        Set<String> all = new LinkedHashSet<>();
        all.add(base.orElseThrow().resolve("/soap/" + actor).toString());
        all.add(here + "/soap/" + actor);
        return all;
    }

    /** The beginning of the addresses at which others call by SOAP, if they do. */
    public Optional<URI> base() {
        return base;
    }

    /** The port of XML-RPC, if it is heard. */
    public Optional<Integer> rpcPort() {
        return rpc.map(ServerConnector::getLocalPort);
    }

    @Override
    public void close() {
        // Nobody is let in any more before those who are in are sent away: else one may come in between, and wait in vain.
        soap.ifPresent(ServerConnector::close);
        rpc.ifPresent(ServerConnector::close);
        LifeCycle.stop(server);
    }
}
