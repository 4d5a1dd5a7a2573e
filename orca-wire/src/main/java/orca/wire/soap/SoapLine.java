package orca.wire.soap;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import orca.core.resource.Names;
import orca.wire.call.CallRefused;
import orca.wire.call.CallWatch;
import orca.wire.call.Line;
import orca.wire.call.Operation;
import orca.wire.text.Tree;
import orca.wire.trust.Expected;
import orca.wire.trust.Identity;

/**
 * Calls one actor at its endpoint. Every call is a message of its own, also when it says the same again. An answer is believed
 * when the key of the one that was called signed it, and signed that it answers this message; so is a refusal. Anything else, an
 * unsigned fault say, is no answer.
 *
 * <p><b>A refusal that does not say which message it answers</b> is no answer either, whoever signed it: whoever has seen it may
 * show it again. So nobody waits for as long as it asks; the caller goes on as if nothing had come, later each time.
 *
 * <p>The JDK closes kept connections after 30 seconds, and may lose a call that goes out just then. A process that makes many
 * lines should set {@code jdk.httpclient.keepalive.timeout} higher than the server's own idle timeout.
 */
public final class SoapLine implements Line {
    private final URI address;
    private final Expected peer;
    private final EnvelopeWriter writer;
    private final EnvelopeReader reader;
    private final SoapSettings settings;
    private final Clock clock;
    private final CallWatch watch;
    private final HttpClient http;

    /**
     * @param address the URL of the actor's endpoint, exactly as the actor knows it
     * @param peer who must have signed the answers
     * @param own who calls
     */
    public SoapLine(URI address, Expected peer, Identity own, SoapSettings settings, Clock clock) {
        this(address, peer, own, settings, clock, CallWatch.NONE);
    }

    /** @param watch told of the clocks of those who answer; else as above */
    public SoapLine(URI address, Expected peer, Identity own, SoapSettings settings, Clock clock, CallWatch watch) {
        this.address = address;
        this.peer = peer;
        this.writer = new EnvelopeWriter(own, settings, clock);
        this.reader = new TwoReaders();
        this.settings = settings;
        this.clock = clock;
        this.watch = watch;
        this.http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.patience().compareTo(Line.CONNECT) < 0 ? settings.patience() : Line.CONNECT).build();
    }

    @Override
    public Tree.Branch call(Operation operation, Tree.Branch body) throws CallRefused, IOException, InterruptedException {
        String id = SoapDoor.freshId();
        byte[] envelope = writer.call(address.toString(), id, operation, body);
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("Content-Type", "text/xml; charset=utf-8").header("SOAPAction", '"' + Wss.action(operation) + '"')
                .POST(HttpRequest.BodyPublishers.ofByteArray(envelope)).build();
        HttpResponse<byte[]> response = send(request);
        Instant arrived = clock.instant();
        Proof proof;
        XmlReading.Content content;
        try {
            proof = reader.read(response.body());
            content = proof.content();
        } catch (CallRefused | XmlReading.Unreadable e) {
            throw new IOException(address + ": answered by HTTP " + response.statusCode() + " and nothing that is proved: "
                    + e.getMessage(), e);
        }
        return believed(operation, id, proof, content, arrived);
    }

    /** The request's own timeout ends when the answer begins; this one when it ends. */
    private HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(request, info -> new BoundedBody(settings.mostBytes()));
        try {
            return answer.get(settings.patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException(address + ": did not answer within " + settings.patience(), e);
        } catch (ExecutionException e) {
            // The JDK has no words for a connection that is refused.
            String why = e.getCause() instanceof ConnectException && e.getCause().getMessage() == null ? "Connection refused"
                    : String.valueOf(e.getCause().getMessage());
            throw new IOException(address + ": " + why, e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    private Tree.Branch believed(Operation operation, String id, Proof proof, XmlReading.Content content, Instant arrived)
            throws CallRefused, IOException {
        Optional<String> stranger = peer.objection(proof.sender());
        if (stranger.isPresent()) {
            throw new IOException(address + ": answered by somebody else: " + stranger.get());
        }
        watch.heard(proof.sender(), Duration.between(arrived, proof.created()));
        Instant now = clock.instant();
        if (now.isAfter(proof.expires().plus(settings.behind())) || proof.created().isAfter(now.plus(settings.ahead()))) {
            throw new IOException(address + ": answered by a clock that is not ours: its answer was made at " + proof.created()
                    + ", it is " + now);
        }
        Optional<CallRefused> refused = proof.action().equals(Wss.REFUSED) ? Faults.read(content) : Optional.empty();
        if (!proof.relatesTo().equals(Optional.of(id)) || !proof.to().equals(Wss.ANONYMOUS)) {
            throw new IOException(address + ": " + refused.map(fault -> "refuses some message, and does not prove which: "
                    + fault.getMessage()).orElse("answered another message"));
        }
        if (refused.isPresent()) {
            throw refused.get();
        }
        if (!proof.action().equals(Wss.replyAction(operation)) || !content.namespace().equals(XmlTree.NAMESPACE)
                || !content.name().equals(Wss.reply(operation))) {
            throw new IOException(address + ": answered with " + Names.quoted(content.name()) + " instead of "
                    + Wss.reply(operation));
        }
        return content.fields();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
