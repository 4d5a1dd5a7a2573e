package orca.runtime.notice;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import orca.runtime.config.NoticesConfig.FeedConfig;
import orca.runtime.hosting.HostingException;
import orca.runtime.loop.LoopException;
import orca.wire.server.SmallServer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;

/**
 * Answers {@code GET /calendars/GUEST/SLICE.ics?key=KEY} and nothing else. Whoever has not the key is told what somebody is told
 * who asks for a slice that is not there.
 */
public final class CalendarEndpoint implements AutoCloseable {
    /** The most connections at once. */
    static final int MOST_CONNECTIONS = SmallServer.MOST_CONNECTIONS;
    /** How many may be answered at once. */
    static final int MOST_AT_ONCE = 4;
    private static final int LONGEST_KEY = 64;
    private static final long IDLE_MILLIS = 30_000;

    private final FeedConfig config;
    private final CalendarDesk desk;
    private final SmallServer server;
    private final Semaphore answers = new Semaphore(MOST_AT_ONCE);

    /**
     * An endpoint that listens already.
     *
     * @throws HostingException when it cannot
     */
    public CalendarEndpoint(FeedConfig config, CalendarDesk desk) {
        this.config = config;
        this.desk = desk;
        try {
            server = new SmallServer("orca-calendars", config.listen(), IDLE_MILLIS, new Door());
        } catch (IOException e) {
            throw new HostingException("Calendars cannot be offered on " + config.listen() + ": " + e.getMessage()
                    + ". Stop what uses the port, or change 'notices: {feed: {listen: ...}}'.", e);
        }
    }

    /** Where a calendar is for who has {@code key}. */
    public URI url(String guest, String slice, String key) {
        String base = config.address().map(address -> address.replaceAll("/+$", "")).orElseGet(() ->
                "http://" + config.listen().host() + ":" + server.port());
        return URI.create(base + "/calendars/" + guest + "/" + slice + ".ics?key=" + key);
    }

    @Override
    public void close() {
        server.close();
    }

    /** Jetty's side of a call. */
    private final class Door extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            response.getHeaders().put(HttpHeader.CACHE_CONTROL, "private, max-age=60");
            if (!HttpMethod.GET.is(request.getMethod()) && !HttpMethod.HEAD.is(request.getMethod())) {
                response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
                Response.writeError(request, response, callback, HttpStatus.METHOD_NOT_ALLOWED_405);
            } else if (!answers.tryAcquire()) {
                busy(request, response, callback);
            } else {
                try {
                    answer(request, response, callback);
                } catch (LoopException e) {
                    busy(request, response, callback);
                } finally {
                    answers.release();
                }
            }
            return true;
        }

        private void busy(Request request, Response response, Callback callback) {
            Response.writeError(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503, "ask again");
        }

        private void answer(Request request, Response response, Callback callback) {
            List<String> path = List.of(Request.getPathInContext(request).split("/", -1));
            Optional<String> found = Optional.empty();
            if (path.size() == 4 && path.get(1).equals("calendars") && path.get(3).endsWith(".ics")) {
                String slice = path.get(3).substring(0, path.get(3).length() - ".ics".length());
                found = key(request).flatMap(key -> desk.calendar(path.get(2), slice, key));
            }
            if (found.isEmpty()) {
                Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404, "no such calendar, or another key");
            } else {
                response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/calendar; charset=utf-8");
                Content.Sink.write(response, true, found.get(), callback);
            }
        }

        private Optional<String> key(Request request) {
            Fields fields = Request.extractQueryParameters(request, StandardCharsets.UTF_8);
            return Optional.ofNullable(fields.getValue("key")).filter(key -> !key.isEmpty() && key.length() <= LONGEST_KEY);
        }
    }
}
