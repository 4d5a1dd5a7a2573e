package orca.wire.soap;

import java.net.URI;
import java.time.Clock;
import java.util.Set;
import orca.wire.call.Door;
import orca.wire.trust.Expected;
import orca.wire.trust.Identity;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/** A door on a real socket of this machine. */
final class Endpoint implements AutoCloseable {
    private final Server server;
    private final URI address;
    private final Identity own;

    Endpoint(Identity own, Door door, SoapSettings settings, Clock clock) throws Exception {
        this.own = own;
        server = new Server(new VirtualThreadPool());
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        connector.open();
        address = URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/soap/site");
        server.setHandler(new SoapDoor("/soap/site", Set.of(address.toString()), own, door, settings, clock));
        server.start();
    }

    URI address() {
        return address;
    }

    SoapLine line(Identity caller) {
        return new SoapLine(address, Expected.of(own.principal()), caller, SoapSettings.USUAL, Clock.systemUTC());
    }

    @Override
    public void close() {
        LifeCycle.stop(server);
    }
}
