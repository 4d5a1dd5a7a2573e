package orca.runtime.management;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import orca.runtime.hosting.HostingException;
import orca.runtime.hosting.Operators;
import orca.runtime.journal.JournalException;
import orca.runtime.loop.LoopException;
import orca.wire.management.JoinCommand;
import orca.wire.management.Problem;
import orca.wire.server.Listen;
import orca.wire.text.RecordForm;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/**
 * The management API's doors. On this machine a call gets in when it was made to a name of this machine (so that no web page
 * can have a browser make it under another) and carries the token; by TLS, when its caller has an operator's key. It must not be
 * too large, and be JSON. All others are answered with a {@link Problem} and go no further. Each call has a virtual thread to
 * itself and may block.
 */
public final class ManagementServer implements AutoCloseable {
    /** The largest body that is read, in bytes. */
    public static final int MOST_BYTES = 1 << 20;
    /** The same of who is no operator: a host that joins. */
    private static final int MOST_OF_STRANGERS = 16 << 10;
    /** Kept here, for a logger that nobody keeps forgets its level. Its comings and goings are no news to an operator. */
    private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");
    private static final List<String> OWN_NAMES = List.of("127.0.0.1", "localhost", "[::1]");

    private final Server server;
    private final ServerConnector connector;
    private final Optional<KeyDoor> keyDoor;
    private final Routes routes;
    private final byte[] token;
    private final String host;

    /**
     * A server that listens already.
     *
     * @param port 0 for any that is free
     * @param token that every call on this machine must carry
     * @param elsewhere where operators come from elsewhere, and who they are
     * @throws HostingException when a port is taken
     */
    public ManagementServer(String host, int port, String token, Optional<Elsewhere> elsewhere, Routes routes) {
        JETTY.setLevel(Level.WARNING);
        this.routes = routes;
        this.host = host;
        this.token = token.getBytes(StandardCharsets.US_ASCII);
        // Virtual threads do the work; a few others only look after the sockets.
        QueuedThreadPool threads = new QueuedThreadPool(16, 2);
        threads.setName("orca-http");
        threads.setDaemon(true);
        VirtualThreadPool workers = new VirtualThreadPool();
        // More than may wait for something to change, or all others would wait behind them.
        workers.setMaxConcurrentTasks(2 * Routes.MOST_WAITING);
        workers.setName("orca-http-call");
        threads.setVirtualThreadsExecutor(workers);
        server = new Server(threads);
        server.addBean(workers);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(16 * 1024);
        connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(host);
        connector.setPort(port);
        // A call may wait for a command or a state that takes its time; its own limit is shorter.
        connector.setIdleTimeout(Lookups.LONGEST_WAIT.plusMinutes(1).toMillis());
        server.addConnector(connector);
        keyDoor = elsewhere.map(at -> new KeyDoor(server, at.listen(), at.operators()));
        server.setHandler(new Door());
        server.setErrorHandler(new JsonErrors());
        open(connector, "{port: ...}");
        keyDoor.ifPresent(door -> open(door.connector(), "{listen: ...}"));
        LifeCycle.start(server);
    }

    /**
     * Where operators come from elsewhere.
     *
     * @param operators who they are
     */
    public record Elsewhere(Listen listen, Operators operators) {}

    private void open(ServerConnector opened, String key) {
        try {
            opened.open();
        } catch (IOException e) {
            connector.close(); // which may have been opened before
            Throwable why = e.getCause() instanceof BindException ? e.getCause() : e;
            throw new HostingException(String.valueOf(why.getMessage()).contains("in use")
                    ? "Port " + opened.getPort() + " on " + opened.getHost() + " is in use; stop what uses it, or give the"
                            + " container another with 'management: " + key + "' in its file (0 takes any that is free)."
                    : "The management API cannot listen on " + opened.getHost() + ":" + opened.getPort() + ": "
                            + why.getMessage(), e);
        }
    }

    /** Where operators come by TLS, if they do. */
    public Optional<URI> secureUrl() {
        return keyDoor.map(KeyDoor::url);
    }

    /** Where it listens on this machine. */
    public URI url() {
        return URI.create("http://" + (host.equals("::1") ? "[::1]" : host) + ":" + connector.getLocalPort());
    }

    @Override
    public void close() {
        LifeCycle.stop(server);
    }

    /** Jetty's side of a call. */
    private final class Door extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) throws InterruptedException, IOException {
            try {
                Call call = letIn(request);
                OrderLog.heard(call);
                try {
                    if (routes.streams(call)) {
                        stream(routes.stream(call), response);
                    } else if (routes.backsUp(call)) {
                        write(routes.backup(call), response);
                    } else {
                        write(response, 200, RecordForm.json(routes.answer(call)));
                    }
                } catch (ApiException | LoopException | IllegalArgumentException e) {
                    OrderLog.refused(call, e.getMessage());
                    throw e;
                }
                callback.succeeded();
            } catch (ApiException e) {
                refuse(request, response, e.problem());
                callback.succeeded();
            } catch (LoopException e) {
                refuse(request, response, Problem.of(switch (e.kind()) {
                    case BUSY -> Problem.Kind.BUSY;
                    case STOPPED, DISCARDED -> Problem.Kind.STOPPED;
                }, e.getMessage()));
                callback.succeeded();
            } catch (IllegalArgumentException e) {
                refuse(request, response, usage(e.getMessage()));
                callback.succeeded();
            } catch (JournalException e) {
                refuse(request, response, Problem.of(Problem.Kind.STOPPED, e.getMessage()));
                callback.succeeded();
            } catch (IllegalStateException | UncheckedIOException e) {
                System.getLogger(ManagementServer.class.getName()).log(System.Logger.Level.ERROR, "a management call failed", e);
                refuse(request, response, Problem.of(Problem.Kind.FAULT, "the container failed at this: " + e.getMessage()));
                callback.succeeded();
            }
            return true;
        }

        private void refuse(Request request, Response response, Problem problem) throws IOException {
            if (response.isCommitted()) {
                return;
            }
            // What is left of the body is not read, and whoever has no business here does not stay.
            if (problem.kind() == Problem.Kind.FORBIDDEN || request.getLength() > 0
                    || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)) {
                response.getHeaders().put(HttpHeader.CONNECTION, "close");
            }
            write(response, problem.kind().status(), RecordForm.json(problem));
        }

        private void write(Response response, int status, String json) throws IOException {
            response.setStatus(status);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
            response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
            try (OutputStream out = Content.Sink.asOutputStream(response)) {
                out.write(json.getBytes(StandardCharsets.UTF_8));
            }
        }

        private void write(BackupDesk.Ready backup, Response response) throws IOException {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/zip");
            response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
            // Not closed when it fails: what was sent so far has no end, and is no backup.
            OutputStream out = new BufferedOutputStream(Content.Sink.asOutputStream(response), 1 << 16);
            backup.to(out);
            out.close();
        }

        private void stream(Routes.Lines lines, Response response) throws InterruptedException, IOException {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/x-ndjson");
            response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
            try (OutputStream out = Content.Sink.asOutputStream(response)) {
                lines.to(line -> {
                    try {
                        out.write((RecordForm.json(line) + "\n").getBytes(StandardCharsets.UTF_8));
                        out.flush();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            }
        }
    }

    /** A broken rule of a value; the field is what its message begins with. */
    private static Problem usage(String message) {
        int colon = message == null ? -1 : message.indexOf(':');
        return colon > 0 && colon < 80 && message.substring(0, colon).matches("[A-Za-z0-9._\\[\\]]+")
                ? Problem.field(message.substring(0, colon), message) : Problem.of(Problem.Kind.USAGE, String.valueOf(message));
    }

    private Call letIn(Request request) throws IOException {
        HttpURI uri = request.getHttpURI();
        String path = Optional.ofNullable(uri.getCanonicalPath()).orElse("");
        boolean joins = path.equals("/v1/" + JoinCommand.PATH);
        Operator operator = keyDoor.filter(door -> door.brought(request))
                .map(door -> joins ? door.stranger(request) : door.operator(request)).orElseGet(() -> byToken(request));
        if (!path.startsWith("/v1/")) {
            throw new ApiException(Problem.Kind.UNKNOWN, "all paths begin with /v1/");
        }
        List<String> parts = Arrays.stream(path.substring(4).split("/")).map(ManagementServer::decoded).toList();
        return new Call(operator, request.getMethod(), parts, query(uri.getQuery()),
                body(request, joins ? MOST_OF_STRANGERS : MOST_BYTES));
    }

    private Operator byToken(Request request) {
        String named = Optional.ofNullable(request.getHeaders().get(HttpHeader.HOST)).orElse("").toLowerCase(Locale.ROOT);
        if (!OWN_NAMES.contains(named.replaceFirst(":[0-9]+$", ""))) {
            throw new ApiException(Problem.Kind.FORBIDDEN, "calls must be made to 127.0.0.1, localhost or [::1]");
        }
        String given = Optional.ofNullable(request.getHeaders().get(HttpHeader.AUTHORIZATION)).orElse("");
        if (!given.startsWith("Bearer ")
                || !MessageDigest.isEqual(given.substring(7).getBytes(StandardCharsets.UTF_8), token)) {
            throw new ApiException(Problem.Kind.UNAUTHORISED,
                    "a call needs the token that stands in the container's folder, as 'Authorization: Bearer ...'");
        }
        return Operator.LOCAL;
    }

    private static Map<String, String> query(String text) {
        Map<String, String> query = new LinkedHashMap<>();
        for (String part : text == null || text.isEmpty() ? new String[0] : text.split("&")) {
            int equals = part.indexOf('=');
            String name = decoded(equals < 0 ? part : part.substring(0, equals));
            if (query.put(name, equals < 0 ? "" : decoded(part.substring(equals + 1))) != null) {
                throw ApiException.field(name, name + ": stands there twice");
            }
        }
        return query;
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part, StandardCharsets.UTF_8);
    }

    private static String body(Request request, int most) throws IOException {
        if (!request.getMethod().equals("POST")) {
            return "";
        }
        String type = Optional.ofNullable(request.getHeaders().get(HttpHeader.CONTENT_TYPE)).orElse("");
        if (!type.toLowerCase(Locale.ROOT).matches("application/json *(; *charset=utf-8)?")) {
            throw new ApiException(Problem.Kind.MEDIA_TYPE, "the body must be JSON, with 'Content-Type: application/json'");
        }
        if (request.getLength() <= most) {
            try (InputStream in = Content.Source.asInputStream(request)) {
                byte[] bytes = in.readNBytes(most + 1);
                if (bytes.length <= most) {
                    return new String(bytes, StandardCharsets.UTF_8);
                }
            }
        }
        throw new ApiException(Problem.Kind.TOO_LARGE, "the body must have at most " + most + " bytes");
    }
}
