package orca.runtime.sensing;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import orca.core.resource.Names;
import orca.runtime.config.SensorConfig;

/** Measures once: runs a command or fetches an address, within its limits, and reads the number. */
final class Probe {
    /** The most that is read of what it says, in bytes. */
    static final int MOST_BYTES = 4096;

    private Probe() {}

    /** @throws IOException when there is no number in time; its message says why */
    static double measure(SensorConfig sensor) throws IOException, InterruptedException {
        String said = sensor.command().isPresent() ? run(sensor.command().get(), sensor.limit())
                : fetch(sensor.url().orElseThrow(), sensor.limit());
        String[] words = said.strip().split("\\s+", 2);
        try {
            double value = Double.parseDouble(words[0]);
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new IOException("it must say a number first, said " + Names.quoted(words[0]), e);
        }
        throw new IOException("it must say a finite number, said " + Names.quoted(words[0]));
    }

    private static String run(String command, Duration limit) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        process.getOutputStream().close();
        AtomicBoolean late = new AtomicBoolean();
        Thread watch = Thread.ofVirtual().start(() -> watch(process, limit, late));
        try (InputStream out = process.getInputStream()) {
            String said = new String(out.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
            boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended || late.get() || process.exitValue() != 0) {
                throw new IOException(ended && !late.get() ? "the command exits with " + process.exitValue() : tooLong(limit));
            }
            return said;
        } catch (IOException e) {
            throw late.get() ? new IOException(tooLong(limit), e) : e; // its end closed what was read
        } finally {
            watch.interrupt();
            if (process.isAlive()) {
                end(process);
            }
        }
    }

    private static String tooLong(Duration limit) {
        return "the command took longer than " + limit.toMillis() + " ms";
    }

    private static void watch(Process process, Duration limit, AtomicBoolean late) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                late.set(true);
                end(process);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whoever it started first, for they hold its output open. */
    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static String fetch(String url, Duration limit) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).connectTimeout(limit).build();
        CompletableFuture<HttpResponse<InputStream>> answer = client.sendAsync(
                HttpRequest.newBuilder(URI.create(url)).timeout(limit).build(), HttpResponse.BodyHandlers.ofInputStream());
        try {
            HttpResponse<InputStream> response = answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new IOException(url + " answers with status " + response.statusCode());
            }
            CompletableFuture<String> body = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> {
                try (InputStream in = response.body()) {
                    body.complete(new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
                } catch (IOException e) {
                    body.completeExceptionally(e);
                }
            });
            return body.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException(url + " took longer than " + limit.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw new IOException(url + ": " + e.getCause(), e.getCause());
        } finally {
            client.shutdownNow();
        }
    }
}
