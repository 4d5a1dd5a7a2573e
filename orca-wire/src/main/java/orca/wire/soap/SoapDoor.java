package orca.wire.soap;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import orca.core.resource.Names;
import orca.wire.call.Bodies;
import orca.wire.call.CallRefused;
import orca.wire.call.CallWatch;
import orca.wire.call.Door;
import orca.wire.call.Neighbourhood;
import orca.wire.call.Operation;
import orca.wire.call.SlowAnswers;
import orca.wire.call.Turnstile;
import orca.wire.text.Tree;
import orca.wire.trust.Identity;
import orca.wire.trust.Speaker;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The endpoint of one actor: takes signed calls, shows them to its {@link Door}, signs the answers. {@code GET ...?wsdl} shows
 * the contract.
 *
 * <p><b>Refusals.</b> Every fault is signed. One that was given after the call was heard says which call it answers, and the
 * same call is never heard again, so the caller may rely on nothing having been done, unless it says busy. One that was given
 * before does not: the same bytes could come again, by whoever holds them, and be heard then.
 *
 * <p><b>What the server around it must do</b>: give each request a thread of its own that may block (virtual ones), bound the
 * connections of each peer and in all, and end connections that are idle or send too slowly.
 */
public final class SoapDoor extends Handler.Abstract {
    private static final String XML = "text/xml; charset=utf-8";
    private final String path;
    private final Door door;
    private final Hearing hearing;
    private final EnvelopeWriter writer;
    private final Bodies bodies;
    private final Clock clock;
    private final CallWatch watch;
    /** Checking costs memory by the size of the message, and cannot be faster than the processors. */
    private final Turnstile checks;
    private final SlowAnswers slow = new SlowAnswers();

    /**
     * An endpoint that hears what is made from now on.
     *
     * @param path where it is on its server, beginning with a slash
     * @param addresses the URLs under which it is called, of which a caller names one; the first is shown in the WSDL
     * @param own the actor's
     */
    public SoapDoor(String path, Set<String> addresses, Identity own, Door door, SoapSettings settings, Clock clock) {
        this(path, addresses, own, door, settings, clock, CallWatch.NONE, Turnstile.usual());
    }

    /**
     * @param watch told of each call
     * @param checks where signatures are checked in turn; one for all doors that share processors; else as above
     */
    public SoapDoor(String path, Set<String> addresses, Identity own, Door door, SoapSettings settings, Clock clock,
            CallWatch watch, Turnstile checks) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("path: must begin with '/', got " + Names.quoted(path));
        }
        this.path = path;
        this.door = door;
        this.hearing = new Hearing(addresses, settings, clock);
        this.writer = new EnvelopeWriter(own, settings, clock);
        this.bodies = new Bodies(settings.mostBytes());
        this.clock = clock;
        this.watch = watch;
        this.checks = checks;
    }

    /** An envelope to send, and the HTTP status that goes with it. */
    private record Answer(int status, byte[] envelope, Optional<Duration> after) {}

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (!Request.getPathInContext(request).equals(path)) {
            return false;
        }
        if (HttpMethod.GET.is(request.getMethod())) {
            show(Optional.ofNullable(request.getHttpURI().getQuery()).orElse(""), request, response, callback);
        } else if (!HttpMethod.POST.is(request.getMethod())) {
            response.getHeaders().put(HttpHeader.ALLOW, "GET, POST");
            Response.writeError(request, response, callback, HttpStatus.METHOD_NOT_ALLOWED_405);
        } else {
            Answer answer = answer(request, response);
            response.setStatus(answer.status());
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, XML);
            answer.after().ifPresent(after -> response.getHeaders().put(HttpHeader.RETRY_AFTER, after.toSeconds()));
            response.write(true, ByteBuffer.wrap(answer.envelope()), callback);
        }
        return true;
    }

    private void show(String query, Request request, Response response, Callback callback) {
        switch (query.toLowerCase(Locale.ROOT)) {
            case "wsdl" -> {
                response.getHeaders().put(HttpHeader.CONTENT_TYPE, XML);
                Content.Sink.write(response, true, Contract.wsdl(hearing.addresses().iterator().next()), callback);
            }
            case "xsd" -> {
                response.getHeaders().put(HttpHeader.CONTENT_TYPE, XML);
                Content.Sink.write(response, true, Contract.schema(), callback);
            }
            default -> Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404, "there is ?wsdl and ?xsd");
        }
    }

    private Answer answer(Request request, Response response) throws IOException, InterruptedException {
        long began = System.nanoTime();
        try (InputStream in = Content.Source.asInputStream(request)) {
            try {
                checkHeaders(request);
                Neighbourhood from = Neighbourhood.of(request.getConnectionMetaData().getRemoteSocketAddress());
                Proof proof = bodies.read(from, in, envelope -> heard(from, envelope));
                return answer(from, proof, began);
            } catch (SlowAnswers.Unheeded e) {
                return unread(slow.slowly(e), began);
            } catch (CallRefused e) {
                // Many a client looks for the answer only when it has sent all; whoever sends very much will not see it.
                bodies.passOver(in);
                response.getHeaders().put(HttpHeader.CONNECTION, "close");
                return unread(e, began);
            }
        }
    }

    private Answer unread(CallRefused why, long began) {
        watch.answered(Optional.empty(), Optional.of(why.kind()), since(began));
        return refusal(why, Optional.empty());
    }

    private static void checkHeaders(Request request) throws CallRefused {
        String type = Optional.ofNullable(request.getHeaders().get(HttpHeader.CONTENT_TYPE)).orElse("").toLowerCase(Locale.ROOT);
        String kind = type.split(";", 2)[0].strip();
        boolean utf8 = !type.contains("charset=") || type.replace("\"", "").contains("charset=utf-8");
        if (!kind.equals("text/xml") || !utf8) {
            throw new CallRefused(CallRefused.Kind.MALFORMED, "Content-Type: must be " + XML + ", is " + Names.quoted(type));
        }
        if (request.getHeaders().contains(HttpHeader.CONTENT_ENCODING)) {
            throw new CallRefused(CallRefused.Kind.MALFORMED, "Content-Encoding: must not be there");
        }
    }

    /** The proof of a message that is heard by this. */
    private Proof heard(Neighbourhood from, byte[] envelope)
            throws CallRefused, SlowAnswers.Unheeded, InterruptedException {
        Instant arrived = clock.instant();
        Optional<Speaker> claimed = hearing.claimed(envelope);
        if (claimed.isPresent()) {
            slow.check(door, claimed.get());
        }
        Proof proof = checks.pass(from, () -> hearing.prove(envelope));
        slow.check(door, proof.sender()); // who writes otherwise than we do is known only now
        watch.heard(proof.sender(), Duration.between(arrived, proof.created()));
        hearing.admit(proof, !door.knows(proof.sender()));
        return proof;
    }

    private Answer answer(Neighbourhood from, Proof proof, long began) throws InterruptedException {
        Optional<Operation> called = Optional.empty();
        try {
            Hearing.Call call = checks.pass(from, () -> Hearing.call(proof));
            Operation operation = call.operation();
            called = Optional.of(operation);
            Tree.Branch reply = door.call(call.caller(), operation, call.body());
            watch.answered(called, Optional.empty(), since(began));
            return new Answer(HttpStatus.OK_200, writer.write(Wss.ANONYMOUS, Wss.replyAction(operation), freshId(),
                    Optional.of(proof.messageId()), XmlTree.write(Wss.reply(operation), reply)), Optional.empty());
        } catch (CallRefused e) {
            watch.answered(called, Optional.of(e.kind()), since(began));
            return refusal(e, Optional.of(proof.messageId()));
        }
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private Answer refusal(CallRefused why, Optional<String> relatesTo) {
        return new Answer(HttpStatus.INTERNAL_SERVER_ERROR_500,
                writer.write(Wss.ANONYMOUS, Wss.REFUSED, freshId(), relatesTo, Faults.write(why)), why.after());
    }

    static String freshId() {
        return "urn:uuid:" + UUID.randomUUID();
    }
}
