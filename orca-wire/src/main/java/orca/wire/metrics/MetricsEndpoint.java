package orca.wire.metrics;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.Semaphore;
import java.util.logging.Level;
import java.util.logging.Logger;
import orca.wire.server.Listen;
import orca.wire.server.WireServer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Answers {@code GET /metrics} with all figures as text that Prometheus reads, and nothing else. It takes nothing from who asks
 * but the path; few may ask at once, and who is one too many is told so.
 */
public final class MetricsEndpoint implements AutoCloseable {
    public static final String PATH = "/metrics";
    /** The most connections at once. */
    static final int MOST_CONNECTIONS = 64;
    /** How many may be answered at once. */
    static final int MOST_AT_ONCE = 4;
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final long IDLE_MILLIS = 120_000;
    /** Kept here, for a logger that nobody keeps forgets its level. */
    private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");

    private final Server server;
    private final ServerConnector connector;
    private final Listen at;
    private final Figures figures;
    private final Semaphore answers = new Semaphore(MOST_AT_ONCE);

    /**
     * An endpoint that listens already.
     *
     * @throws WireServer.Unheard when it cannot
     */
    public MetricsEndpoint(Listen at, Figures figures) {
        JETTY.setLevel(Level.WARNING);
        this.at = at;
        this.figures = figures;
        QueuedThreadPool threads = new QueuedThreadPool(8, 2);
        threads.setName("orca-metrics");
        threads.setDaemon(true);
        server = new Server(threads);
        server.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, server));
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(8 * 1024);
        connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(at.host());
        connector.setPort(at.port());
        connector.setIdleTimeout(IDLE_MILLIS);
        server.addConnector(connector);
        server.setHandler(new Door());
        try {
            connector.open();
        } catch (IOException e) {
            throw new WireServer.Unheard("The metrics cannot be offered on " + at + ": " + e.getMessage()
                    + ". Stop what uses the port, or change 'metrics: {listen: ...}'.", e);
        }
        LifeCycle.start(server);
    }

    /** Where it is asked. */
    public URI url() {
        return URI.create("http://" + at.host() + ":" + connector.getLocalPort() + PATH);
    }

    @Override
    public void close() {
        connector.close();
        LifeCycle.stop(server);
    }

    /** Jetty's side of a call. */
    private final class Door extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            if (!Request.getPathInContext(request).equals(PATH)) {
                Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404, "there is only " + PATH);
            } else if (!HttpMethod.GET.is(request.getMethod()) && !HttpMethod.HEAD.is(request.getMethod())) {
                response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
                Response.writeError(request, response, callback, HttpStatus.METHOD_NOT_ALLOWED_405);
            } else if (!answers.tryAcquire()) {
                Response.writeError(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503,
                        "others are being answered; ask again");
            } else {
                try {
                    response.getHeaders().put(HttpHeader.CONTENT_TYPE, TEXT);
                    Content.Sink.write(response, true, figures.registry().scrape(), callback);
                } finally {
                    answers.release();
                }
            }
            return true;
        }
    }
}
