package orca.runtime.management;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import orca.wire.management.AccessFile;
import orca.wire.management.Problem;
import orca.wire.text.RecordForm;

/** Calls a container as anybody could, also as nobody should. */
final class RawCalls {
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AccessFile access;

    RawCalls(AccessFile access) {
        this.access = access;
    }

    /** What was answered. */
    record Answer(int status, String body, Optional<String> type) {
        Problem problem() {
            return RecordForm.readJson(Problem.class, body);
        }
    }

    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(access.url() + path)).timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + access.token());
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send(to(path).GET().build());
    }

    Answer post(String path, String body) throws IOException, InterruptedException {
        return send(to(path).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)).build());
    }

    Answer send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        return new Answer(answer.statusCode(), answer.body(), answer.headers().firstValue("Content-Type"));
    }
}
