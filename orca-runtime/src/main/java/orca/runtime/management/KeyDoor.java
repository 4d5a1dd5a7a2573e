package orca.runtime.management;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import orca.runtime.hosting.Operators;
import orca.wire.server.AddressLimit;
import orca.wire.management.Problem;
import orca.wire.server.Listen;
import orca.wire.tls.MutualTls;
import orca.wire.trust.Peer;
import orca.wire.trust.Role;
import orca.wire.trust.Speaker;
import orca.wire.trust.TrustException;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * Where operators come from elsewhere: TLS in which both sides prove their keys. Whoever has a key gets as far as being told
 * that it is no operator's, and may join as a host if it has a token for that; a container's token opens nothing here. Strangers
 * are few at a time, and have little time.
 */
final class KeyDoor {
    /** The most connections at once. */
    static final int MOST_CONNECTIONS = 512;
    /** How long a connection may be idle whose caller is not known yet to be an operator. */
    private static final Duration STRANGERS_IDLE = Duration.ofSeconds(30);

    private final Listen listen;
    private final Operators operators;
    private final ServerConnector connector;

    KeyDoor(Server server, Listen listen, Operators operators) {
        this.listen = listen;
        this.operators = operators;
        connector = MutualTls.connector(server, operators.own(), List.of(listen.host()), listen.host(), listen.port());
        connector.setIdleTimeout(STRANGERS_IDLE.toMillis());
        connector.addBean(new AddressLimit());
        connector.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, connector));
        server.addConnector(connector);
    }

    ServerConnector connector() {
        return connector;
    }

    /** Where it listens. */
    URI url() {
        String host = listen.host();
        return URI.create("https://" + (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host) + ":"
                + connector.getLocalPort());
    }

    /** Whether {@code request} came in here. */
    boolean brought(Request request) {
        return request.getConnectionMetaData().getConnector() == connector;
    }

    /** A host that joins, of which nothing is known but its key. */
    Operator stranger(Request request) {
        Speaker caller = MutualTls.caller(request).orElseThrow(() -> new ApiException(Problem.Kind.UNAUTHORISED,
                "a host joins with a key of its own, shown as a TLS client certificate"));
        request.getConnectionMetaData().getConnection().getEndPoint().setIdleTimeout(STRANGERS_IDLE.toMillis());
        Optional<InetAddress> from = request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress socket
                ? Optional.ofNullable(socket.getAddress()) : Optional.empty();
        return new Operator("host", Optional.of(caller.principal()), from);
    }

    /** The operator who calls. @throws ApiException when it is none */
    Operator operator(Request request) {
        Speaker caller = MutualTls.caller(request).orElseThrow(() -> new ApiException(Problem.Kind.UNAUTHORISED,
                "a call needs an operator's key, shown as a TLS client certificate"));
        Optional<Peer> peer;
        try {
            peer = operators.peer(caller);
        } catch (TrustException e) {
            throw new ApiException(Problem.Kind.FORBIDDEN, e.getMessage());
        }
        if (peer.isEmpty()) {
            throw new ApiException(Problem.Kind.FORBIDDEN, "who has the key " + caller.principal()
                    + " is not known here; on this machine, 'orca trust add --role operator' makes it an operator");
        }
        if (peer.get().role() != Role.OPERATOR) {
            throw new ApiException(Problem.Kind.FORBIDDEN, "'" + peer.get().name() + "' is known here as "
                    + peer.get().role().word() + ", and only operators may give commands");
        }
        // An operator may wait for what takes its time.
        request.getConnectionMetaData().getConnection().getEndPoint()
                .setIdleTimeout(Lookups.LONGEST_WAIT.plusMinutes(1).toMillis());
        return new Operator(peer.get().name(), Optional.of(peer.get().principal()), Optional.empty());
    }
}
