package orca.simulator.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import orca.testkit.FreePort;

/** An etcd of one member, asked for leases over its JSON gateway by connections that stay open. */
final class Etcd implements AutoCloseable {
    private final Process process;
    private final URI grant;

    private Etcd(Process process, URI grant) {
        this.process = process;
        this.grant = grant;
    }

    static Etcd begin(Path folder) throws IOException, InterruptedException {
        String client = "http://127.0.0.1:" + FreePort.take();
        String peer = "http://127.0.0.1:" + FreePort.take();
        Process process = Daemons.begin(folder.resolve("log"), "etcd-server", List.of("etcd", "--name", "one", "--data-dir",
                folder.resolve("data").toString(), "--listen-client-urls", client, "--advertise-client-urls", client,
                "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", "one=" + peer),
                () -> answers(URI.create(client + "/health")));
        return new Etcd(process, URI.create(client + "/v3/lease/grant"));
    }

    private static boolean answers(URI health) throws InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(health).build(), HttpResponse.BodyHandlers.ofString()).body()
                    .contains("true");
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Asks for leases of a day for so long, so many at a time; how long each took, in nanoseconds. */
    List<Long> grant(Duration length, int inFlight) throws IOException, InterruptedException {
        long end = System.nanoTime() + length.toNanos();
        HttpRequest request = HttpRequest.newBuilder(grant).timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofString("{\"TTL\": 86400}")).build();
        List<Long> took = new ArrayList<>();
        try (ExecutorService hands = Executors.newFixedThreadPool(inFlight);
                HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(hands).build()) {
            List<Future<List<Long>>> all = new ArrayList<>();
            try (ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < inFlight; i++) {
                    all.add(askers.submit(() -> asker(client, request, end)));
                }
            }
            for (Future<List<Long>> one : all) {
                took.addAll(one.get());
            }
        } catch (ExecutionException failed) {
            throw new IOException("etcd was asked in vain: " + failed.getCause(), failed);
        }
        return took;
    }

    private static List<Long> asker(HttpClient client, HttpRequest request, long end) throws InterruptedException {
        List<Long> took = new ArrayList<>();
        while (System.nanoTime() < end) {
            long began = System.nanoTime();
            try {
                HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() != 200 || !answer.body().contains("\"ID\"")) {
                    throw new IOException("etcd answered " + answer.statusCode() + ": " + answer.body());
                }
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            took.add(System.nanoTime() - began);
        }
        return took;
    }

    @Override
    public void close() {
        Daemons.end(process);
    }
}
