package orca.wire.xmlrpc;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import orca.wire.call.CallRefused;
import orca.wire.call.Operation;
import orca.wire.text.Tree;
import orca.wire.tls.MutualTls;
import orca.wire.trust.Expected;
import orca.wire.trust.Identity;
import orca.wire.trust.Speaker;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/** A door on a real socket of this machine that says who called what with what, and refuses whom it is told to. */
final class RpcHouse implements AutoCloseable {
    static final long LARGE = 9_007_199_254_740_993L;
    final Identity own = Identity.generate();
    final AtomicInteger calls = new AtomicInteger();
    private final Server server = new Server(new VirtualThreadPool());
    private final ServerConnector connector;

    RpcHouse() throws Exception {
        connector = MutualTls.connector(server, own, List.of("localhost", "127.0.0.1"), "127.0.0.1", 0);
        server.addConnector(connector);
        server.setHandler(new RpcDoor("/rpc/west", this::answer, RpcSettings.USUAL));
        server.start();
    }

    private Tree.Branch answer(Speaker caller, Operation operation, Tree.Branch body) throws CallRefused {
        calls.incrementAndGet();
        if (body.fields().get("refuse") instanceof Tree.Text(int line, String kind)) {
            throw new CallRefused(CallRefused.Kind.valueOf(kind.toUpperCase(Locale.ROOT)), "refused: " + kind);
        }
        return new Tree.Branch(0, Map.of("caller", new Tree.Text(0, caller.principal().value()),
                "operation", new Tree.Text(0, operation.word()), "body", body,
                "large", new Tree.Number(0, Long.toString(LARGE))));
    }

    int port() {
        return connector.getLocalPort();
    }

    URI address() {
        return URI.create("https://127.0.0.1:" + port() + "/rpc/west");
    }

    RpcLine line(Identity caller) {
        return new RpcLine(address(), Expected.of(own.principal()), caller, RpcSettings.USUAL);
    }

    @Override
    public void close() {
        LifeCycle.stop(server);
    }
}
