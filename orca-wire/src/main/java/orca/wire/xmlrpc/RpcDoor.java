package orca.wire.xmlrpc;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import orca.core.resource.Names;
import orca.wire.call.Bodies;
import orca.wire.call.CallRefused;
import orca.wire.call.CallWatch;
import orca.wire.call.Door;
import orca.wire.call.Neighbourhood;
import orca.wire.call.Operation;
import orca.wire.call.SlowAnswers;
import orca.wire.text.Tree;
import orca.wire.tls.MutualTls;
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
 * The endpoint of one actor for XML-RPC. Who calls is who holds the key of the TLS connection, so a call that comes by another
 * connection is refused; TLS also sees to it that nothing is changed, or heard twice. Refusals are faults.
 *
 * <p><b>What the server around it must do</b>: listen by {@link MutualTls#connector}, give each request a thread of its own that
 * may block (virtual ones), bound the connections of each peer and in all, and end those that are idle or send too slowly.
 */
public final class RpcDoor extends Handler.Abstract {
    private static final String XML = "text/xml; charset=utf-8";
    private final String path;
    private final Door door;
    private final Bodies bodies;
    private final CallWatch watch;
    private final SlowAnswers slow = new SlowAnswers();

    /** @param path where it is on its server, such as {@code /rpc/west} */
    public RpcDoor(String path, Door door, RpcSettings settings) {
        this(path, door, settings, CallWatch.NONE);
    }

    /** @param watch told of each call; else as above */
    public RpcDoor(String path, Door door, RpcSettings settings, CallWatch watch) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("path: must begin with '/', got " + Names.quoted(path));
        }
        this.path = path;
        this.door = door;
        this.bodies = new Bodies(settings.mostBytes());
        this.watch = watch;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws IOException, InterruptedException {
        if (!Request.getPathInContext(request).equals(path)) {
            return false;
        }
        if (!HttpMethod.POST.is(request.getMethod())) {
            response.getHeaders().put(HttpHeader.ALLOW, "POST");
            Response.writeError(request, response, callback, HttpStatus.METHOD_NOT_ALLOWED_405);
            return true;
        }
        byte[] answer = answer(request, response);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, XML);
        response.write(true, ByteBuffer.wrap(answer), callback);
        return true;
    }

    private byte[] answer(Request request, Response response) throws IOException, InterruptedException {
        long began = System.nanoTime();
        Speaker caller;
        RpcReader.Call call;
        try (InputStream in = Content.Source.asInputStream(request)) {
            caller = MutualTls.caller(request).orElseThrow(() -> new CallRefused(CallRefused.Kind.UNPROVED,
                    "connection: must be TLS with the caller's key"));
            checkHeaders(request);
            slow.check(door, caller);
            call = bodies.read(
                    Neighbourhood.of(request.getConnectionMetaData().getRemoteSocketAddress()), in, RpcReader::call);
        } catch (RpcReader.Unreadable e) {
            return refusal(new CallRefused(CallRefused.Kind.MALFORMED, e.getMessage()), Optional.empty(), began, response);
        } catch (SlowAnswers.Unheeded e) {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
            return refusal(slow.slowly(e), Optional.empty(), began, response);
        } catch (CallRefused e) {
            // What is left of the message is not worth reading.
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
            return refusal(e, Optional.empty(), began, response);
        }
        Optional<Operation> called = Operation.of(call.method());
        try {
            Operation operation = called.orElseThrow(() -> new CallRefused(CallRefused.Kind.UNKNOWN,
                    "methodName: there is no operation " + Names.quoted(call.method())));
            Tree.Branch answer = door.call(caller, operation, call.body());
            watch.answered(called, Optional.empty(), Duration.ofNanos(System.nanoTime() - began));
            return RpcText.answer(answer);
        } catch (CallRefused e) {
            return refusal(e, called, began, response);
        }
    }

    private byte[] refusal(CallRefused why, Optional<Operation> called, long began, Response response) {
        why.after().ifPresent(after -> response.getHeaders().put(HttpHeader.RETRY_AFTER, after.toSeconds()));
        watch.answered(called, Optional.of(why.kind()), Duration.ofNanos(System.nanoTime() - began));
        return RpcText.fault(why);
    }

    private static void checkHeaders(Request request) throws CallRefused {
        String type = Optional.ofNullable(request.getHeaders().get(HttpHeader.CONTENT_TYPE)).orElse("").toLowerCase(Locale.ROOT);
        boolean utf8 = !type.contains("charset=") || type.replace("\"", "").contains("charset=utf-8");
        if (!type.split(";", 2)[0].strip().equals("text/xml") || !utf8) {
            throw new CallRefused(CallRefused.Kind.MALFORMED, "Content-Type: must be " + XML + ", is " + Names.quoted(type));
        }
        if (request.getHeaders().contains(HttpHeader.CONTENT_ENCODING)) {
            throw new CallRefused(CallRefused.Kind.MALFORMED, "Content-Encoding: must not be there");
        }
    }
}
