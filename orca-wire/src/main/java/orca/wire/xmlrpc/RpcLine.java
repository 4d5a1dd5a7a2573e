package orca.wire.xmlrpc;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import orca.core.resource.Names;
import orca.wire.call.CallRefused;
import orca.wire.call.Line;
import orca.wire.call.Operation;
import orca.wire.call.RetryAfter;
import orca.wire.text.Tree;
import orca.wire.tls.PinnedTls;
import orca.wire.trust.Expected;
import orca.wire.trust.Identity;

/**
 * Calls one actor by XML-RPC. Nobody but the holder of the expected key is spoken to, and so nobody else can answer. The JDK
 * closes kept connections after 30 seconds, and may lose a call that goes out just then; such a call fails, and may be made
 * again.
 */
public final class RpcLine implements Line {
    private static final int OK = 200;
    private final URI address;
    private final RpcSettings settings;
    private final HttpClient http;

    /**
     * @param address the URL of the actor's endpoint, which begins with {@code https}
     * @param peer who must be at the other end
     * @param own who calls
     */
    public RpcLine(URI address, Expected peer, Identity own, RpcSettings settings) {
        if (!"https".equals(address.getScheme())) {
            throw new IllegalArgumentException("address: must begin with https://, got " + Names.quoted(address.toString()));
        }
        this.address = address;
        this.settings = settings;
        this.http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).followRedirects(HttpClient.Redirect.NEVER)
                .sslContext(PinnedTls.client(own, peer)).sslParameters(PinnedTls.clientParameters())
                .connectTimeout(settings.patience().compareTo(Line.CONNECT) < 0 ? settings.patience() : Line.CONNECT).build();
    }

    @Override
    public Tree.Branch call(Operation operation, Tree.Branch body) throws CallRefused, IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address).header("Content-Type", "text/xml; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofByteArray(RpcText.call(operation.word(), body))).build();
        Answered answered = send(request);
        try {
            return switch (RpcReader.reply(answered.body())) {
                case RpcReader.Reply.Answer(Tree.Branch said) -> said;
                case RpcReader.Reply.Fault(String code, String reason) -> throw refused(RpcFault.kind(code), reason, answered);
            };
        } catch (RpcReader.Unreadable e) {
            throw new IOException(address + ": answered with something else: " + e.getMessage(), e);
        }
    }

    /** @param after how long to wait before the same is said again; zero when that was not said */
    private record Answered(byte[] body, Duration after) {}

    private static CallRefused refused(CallRefused.Kind kind, String reason, Answered answered) {
        return kind == CallRefused.Kind.BUSY ? CallRefused.busy(reason, answered.after()) : new CallRefused(kind, reason);
    }

    /** The request's own timeout ends when the answer begins; this one when it ends. */
    private Answered send(HttpRequest request) throws IOException, InterruptedException {
        CompletableFuture<Answered> answer = new CompletableFuture<>();
        CompletableFuture<HttpResponse<InputStream>> response =
                http.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
        Thread reading = Thread.ofVirtual().start(() -> read(response, answer));
        try {
            return answer.get(settings.patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException(address + ": did not answer within " + settings.patience(), e);
        } catch (ExecutionException e) {
            throw new IOException(address + ": " + reason(e.getCause()), e.getCause());
        } finally {
            response.cancel(true);
            reading.interrupt();
        }
    }

    private void read(CompletableFuture<HttpResponse<InputStream>> response, CompletableFuture<Answered> answer) {
        try (InputStream in = body(response.get())) {
            byte[] bytes = in.readNBytes(settings.mostBytes() + 1);
            if (bytes.length > settings.mostBytes()) {
                throw new IOException("answered with more than " + settings.mostBytes() + " bytes");
            }
            answer.complete(new Answered(bytes,
                    response.get().headers().firstValue("Retry-After").map(RetryAfter::read).orElse(Duration.ZERO)));
        } catch (ExecutionException e) {
            answer.completeExceptionally(e.getCause());
        } catch (IOException | InterruptedException | CancellationException e) {
            answer.completeExceptionally(e);
        }
    }

    private static InputStream body(HttpResponse<InputStream> response) throws IOException {
        if (response.statusCode() != OK) {
            response.body().close();
            throw new IOException("answered by HTTP " + response.statusCode());
        }
        return response.body();
    }

    /** What TLS found is behind what it says of it. */
    private static String reason(Throwable why) {
        Throwable last = why;
        while (last.getCause() != null && last.getCause() != last) {
            last = last.getCause();
        }
        return last.getMessage() == null ? why.toString() : last.getMessage();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
