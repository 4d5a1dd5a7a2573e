package orca.runtime.management;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import orca.wire.management.Problem;
import orca.wire.text.RecordForm;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** What the server itself cannot make sense of is answered in the API's own form too, and says nothing about the server. */
final class JsonErrors implements Request.Handler {
    /** Where the server says what was wrong. */
    private static final String MESSAGE = "org.eclipse.jetty.server.error_message";
    private static final HttpField JSON = new HttpField(HttpHeader.CONTENT_TYPE, "application/json");

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        response.getHeaders().put(JSON);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.write(true, body(response.getStatus(), String.valueOf(request.getAttribute(MESSAGE))), callback);
        return true;
    }

    private static ByteBuffer body(int status, String reason) {
        Problem problem = status >= 500 ? Problem.of(Problem.Kind.FAULT, "the container failed at this")
                : Problem.of(Problem.Kind.USAGE, "the call cannot be read: " + reason);
        return ByteBuffer.wrap(RecordForm.json(problem).getBytes(StandardCharsets.UTF_8));
    }
}
