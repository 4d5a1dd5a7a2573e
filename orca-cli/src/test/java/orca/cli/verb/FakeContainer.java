package orca.cli.verb;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import orca.wire.management.Problem;
import orca.wire.text.RecordForm;

/**
 * Answers what it was told to, one answer after the other for each path and the last one for ever, and remembers what it
 * was asked. What it was not told about is a fault.
 */
final class FakeContainer implements AutoCloseable {
    static final String TOKEN = "5".repeat(64);

    private record Said(int status, String body) {}

    private final HttpServer server;
    private final Map<String, Deque<Said>> answers = new HashMap<>();
    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());

    FakeContainer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/", this::answer);
        server.start();
    }

    /** {@code path} without {@code /v1/} and without what is asked of it. */
    FakeContainer says(String path, Object... values) {
        for (Object value : values) {
            add(path, value instanceof Problem problem
                    ? new Said(problem.kind().status(), RecordForm.json(problem))
                    : new Said(200, RecordForm.json(value)));
        }
        return this;
    }

    FakeContainer saysText(String path, String body) {
        add(path, new Said(200, body));
        return this;
    }

    private synchronized void add(String path, Said said) {
        answers.computeIfAbsent(path, p -> new ArrayDeque<>()).add(said);
    }

    /** Each call: its method, its path with what is asked of it, and its body. */
    List<String> calls() {
        return List.copyOf(calls);
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange call) throws IOException {
        try (call) {
            String body = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            calls.add((call.getRequestMethod() + " " + call.getRequestURI().toString().substring(4) + " " + body).strip());
            Said said = ("Bearer " + TOKEN).equals(call.getRequestHeaders().getFirst("Authorization"))
                    ? next(call.getRequestURI().getPath().substring(4))
                    : new Said(401, RecordForm.json(Problem.of(Problem.Kind.UNAUTHORISED, "the token is another one")));
            byte[] bytes = said.body().getBytes(StandardCharsets.UTF_8);
            call.sendResponseHeaders(said.status(), bytes.length);
            call.getResponseBody().write(bytes);
        }
    }

    private synchronized Said next(String path) {
        Deque<Said> left = answers.get(path);
        if (left == null) {
            return new Said(500, RecordForm.json(Problem.of(Problem.Kind.FAULT, "the test says nothing about " + path)));
        }
        return left.size() > 1 ? left.remove() : left.peek();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
