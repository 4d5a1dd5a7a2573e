package orca.wire.metrics;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.Semaphore;
import orca.wire.server.Listen;
import orca.wire.server.SmallServer;
import orca.wire.server.WireServer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Answers {@code GET /metrics} with all figures as text that Prometheus reads, and nothing else. It takes nothing from who asks
 * but the path; few may ask at once, and who is one too many is told so.
 */
public final class MetricsEndpoint implements AutoCloseable {
    public static final String PATH = "/metrics";
    /** The most connections at once. */
    static final int MOST_CONNECTIONS = SmallServer.MOST_CONNECTIONS;
    /** How many may be answered at once. */
    static final int MOST_AT_ONCE = 4;
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final long IDLE_MILLIS = 120_000;

    private final SmallServer server;
    private final Listen at;
    private final Figures figures;
    private final Semaphore answers = new Semaphore(MOST_AT_ONCE);

    /**
     * An endpoint that listens already.
     *
     * @throws WireServer.Unheard when it cannot
     */
    public MetricsEndpoint(Listen at, Figures figures) {
        this.at = at;
        this.figures = figures;
        try {
            server = new SmallServer("orca-metrics", at, IDLE_MILLIS, new Door());
        } catch (IOException e) {
            throw new WireServer.Unheard("The metrics cannot be offered on " + at + ": " + e.getMessage()
                    + ". Stop what uses the port, or change 'metrics: {listen: ...}'.", e);
        }
    }

    /** Where it is asked. */
    public URI url() {
        return URI.create("http://" + at.host() + ":" + server.port() + PATH);
    }

    @Override
    public void close() {
        server.close();
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
