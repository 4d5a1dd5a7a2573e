package orca.runtime.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import orca.runtime.container.Laboratory;
import orca.wire.management.Filter;
import orca.wire.management.Problem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What does not get in, and what malformed calls are told. */
@Timeout(120)
class ManagementDoorTest {
    @TempDir
    private static Path folder;

    private static Laboratory lab;
    private static RawCalls calls;

    @BeforeAll
    static void open() {
        lab = new Laboratory(folder).ready();
        calls = new RawCalls(lab.access());
    }

    @AfterAll
    static void close() {
        lab.close();
    }

    @Test
    void withoutTheTokenNothingIsAnswered() throws Exception {
        URI health = URI.create(lab.access().url() + "/v1/health");
        assertThat(calls.send(HttpRequest.newBuilder(health).build()).status()).isEqualTo(401);
        for (String wrong : new String[] {"Bearer " + "0".repeat(64), "Bearer ", "Basic abc", lab.access().token()}) {
            RawCalls.Answer answer = calls.send(HttpRequest.newBuilder(health).header("Authorization", wrong).build());
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.problem().kind()).isEqualTo(Problem.Kind.UNAUTHORISED);
        }
        assertThat(calls.get("/v1/health").status()).isEqualTo(200);
    }

    @Test
    void aCallUnderAnotherHostNameIsRefusedEvenWithTheToken() throws IOException {
        assertThat(raw("GET /v1/health HTTP/1.1\r\nHost: evil.example\r\n" + bearer() + "\r\n")).startsWith("HTTP/1.1 403");
        assertThat(raw("GET /v1/health HTTP/1.1\r\nHost: 127.0.0.1.evil.example\r\n" + bearer() + "\r\n"))
                .startsWith("HTTP/1.1 403");
        assertThat(raw("GET /v1/health HTTP/1.1\r\nHost: LOCALHOST:1\r\n" + bearer() + "\r\n")).startsWith("HTTP/1.1 200");
        assertThat(raw("GET /v1/health HTTP/1.0\r\n" + bearer() + "\r\n")).startsWith("HTTP/1.1 403");
    }

    @Test
    void aBodyOfTenMegabytesIsRefusedWithoutBeingRead() throws IOException {
        // Only the head is sent: whoever wanted to read the body would wait for it for ever.
        String answer = raw("POST /v1/request HTTP/1.1\r\nHost: localhost\r\n" + bearer()
                + "Content-Type: application/json\r\nContent-Length: 10485760\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 413").contains("the body must have at most 1048576 bytes").contains("too-large");
    }

    @Test
    void aBodyThatDoesNotSayHowLargeItIsIsReadNoFurtherThanAllowed() throws Exception {
        byte[] large = new byte[10 << 20];
        HttpRequest chunked = calls.to("/v1/request").header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large))).build();
        Optional<Integer> status;
        try {
            status = Optional.of(calls.send(chunked).status());
        } catch (IOException e) {
            status = Optional.empty(); // the connection was closed while the client was still sending, which is as good
        }
        assertThat(status.orElse(413)).isEqualTo(413);
        assertThat(calls.get("/v1/health").status()).isEqualTo(200);
    }

    private static String bearer() {
        return "Authorization: Bearer " + lab.access().token() + "\r\nConnection: close\r\n";
    }

    private static String raw(String head) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", lab.access().url().getPort())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void onlyJsonIsTakenAndEachPathHasItsMethod() throws Exception {
        assertThat(calls.send(calls.to("/v1/close").POST(HttpRequest.BodyPublishers.ofString("{}")).build()).status())
                .isEqualTo(415);
        assertThat(calls.send(calls.to("/v1/close").header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("{}")).build()).status()).isEqualTo(415);
        assertThat(calls.get("/v1/close").status()).isEqualTo(405);
        assertThat(calls.post("/v1/units", "{}").problem().message()).isEqualTo("/v1/units takes GET, not POST");
        assertThat(calls.get("/v1/unit").problem().message()).isEqualTo("there is no such path; did you mean /v1/units?");
        assertThat(calls.get("/v2/units").status()).isEqualTo(404);
        assertThat(calls.get("/v1/units?actr=duke").problem().message())
                .isEqualTo("actr: unknown parameter; did you mean 'actor'?");
        assertThat(calls.get("/v1/units?actor=dukee").problem().message())
                .isEqualTo("actor: there is no 'dukee' here; did you mean 'duke'?");
        assertThat(calls.get("/v1/units?ended=maybe").status()).isEqualTo(400);
        assertThat(calls.get("/v1/health").type()).contains("application/json");
    }

    static Stream<Arguments> strangeCalls() {
        List<Arguments> calls = new ArrayList<>();
        for (String method : List.of("PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE")) {
            calls.add(Arguments.of(method + " /v1/units", 405));
            calls.add(Arguments.of(method + " /v1/request", 405));
            calls.add(Arguments.of(method + " /v1/describe/x", 405));
        }
        for (String path : List.of("/", "/v1", "/v1/", "/v2/units", "/v1/units/x", "/v1/nosuch",
                "/v1/describe", "/v1/describe/a/b", "/v1/../v1/nosuch", "/management.access")) {
            calls.add(Arguments.of("GET " + path, 404));
        }
        // Ambiguous to one who decodes: refused before anybody does.
        for (String path : List.of("/v1/describe/..%2f..%2fetc%2fpasswd", "/v1/logs/%2e%2e%2fx", "/v1/logs/%00", "/v1/logs/a%",
                "/v1/logs/%zz", "/v1/logs/..;/x", "/v1/logs/a%5Cb", "/v1/logs/A%20B", "/v1/describe/%C0%AE%C0%AE", "/v1//units",
                "/v1/../../etc/passwd", "*", "units")) {
            calls.add(Arguments.of("GET " + path, 400));
        }
        for (String query : List.of("changes", "changes?since=-1", "changes?since=x", "changes?since=0&timeout=1y",
                "changes?since=0&timeout=9999d", "changes?since=0&since=1", "changes?since=99999999999999999999", "wait",
                "wait?id=x", "wait?id=x&states=no", "units?x=1", "units?ended=", "health?x=1", "units?id=%", "describe/x?y=1")) {
            calls.add(Arguments.of("GET /v1/" + query, 400));
        }
        calls.add(Arguments.of("GET /v1/logs/" + "x".repeat(20_000), 414));
        return calls.stream();
    }

    @ParameterizedTest
    @MethodSource("strangeCalls")
    void aStrangeCallIsAnsweredWithAProblemAndItsStatus(String call, int status) throws IOException {
        String answer = raw(call + " HTTP/1.1\r\nHost: localhost\r\n" + bearer() + "\r\n");
        assertThat(answer.lines().findFirst().orElse("")).as(answer).startsWith("HTTP/1.1 " + status + " ");
        assertThat(answer).doesNotContain("Exception").doesNotContain("etty");
        if (!call.startsWith("HEAD")) {
            assertThat(answer).contains("application/json").contains("\"kind\"");
        }
    }

    @Test
    void whatIsNoHttpIsNotAnsweredWithAStack() throws IOException {
        for (String bytes : List.of("hello\r\n\r\n", "GET\r\n\r\n", "GET /v1/health HTTP/9.9\r\n\r\n", "\u0000\u0001\r\n\r\n",
                "POST /v1/close HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
                "POST /v1/close HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n")) {
            assertThat(raw(bytes)).as(bytes).matches("(?s)(HTTP/1.1 (400|505|401|403) .*)?").doesNotContain("Exception");
        }
    }

    static Stream<Arguments> badBodies() {
        List<Arguments> bodies = new ArrayList<>();
        for (String path : List.of("request", "plan", "change", "close", "approve", "deny", "revoke", "delegate", "reclaim",
                "host", "free-unit", "retry-teardown", "exec")) {
            for (String body : List.of("", "null", "7", "\"\"", "[]", "{", "{}", "{\"nosuch\": 1}", "{\"id\": {}}", "{} {}",
                    "{\"id\": \"a\", \"id\": \"b\"}", "\u0000", "{\"a\":".repeat(100_000), "[".repeat(500_000))) {
                bodies.add(Arguments.of(path, body));
            }
        }
        return bodies.stream();
    }

    @ParameterizedTest
    @MethodSource("badBodies")
    void aMalformedBodyIsAUsageErrorOnEveryPath(String path, String body) throws Exception {
        RawCalls.Answer answer = calls.post("/v1/" + path, body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.problem().kind()).isEqualTo(Problem.Kind.USAGE);
        assertThat(answer.problem().message()).isNotBlank().hasSizeLessThan(2000).doesNotContain("Exception");
    }

    static Stream<Arguments> badRequests() {
        String wish = "\"type\": \"vm\", \"sliver\": {\"cpu\": 1000, \"memory\": 512}";
        return Stream.of(
                bad("{\"wishes\": [{" + wish + ", \"length\": \"1h\", \"unitz\": 2}]}",
                        "wishes[0].unitz", "did you mean 'units'?"),
                bad("{\"wishes\": []}", "", "wishes: must be 1 to 256, got 0"),
                bad("{\"wishes\": [{" + wish + "}]}", "wishes[0]", "give either end or length, not neither"),
                bad("{\"wishes\": [{" + wish + ", \"length\": \"soon\"}]}", "wishes[0].length", "must be a length of time"),
                bad("{\"wishes\": [{" + wish + ", \"length\": \"1h\", \"units\": 0}]}", "wishes[0]", "units: must be from 1 to"),
                bad("{\"wishes\": [{" + wish + ", \"length\": \"1h\", \"units\": -3}]}", "wishes[0]", "got -3"),
                bad("{\"wishes\": [{" + wish + ", \"length\": \"1h\", \"units\": 9000000000}]}", "wishes[0]", "got 9000000000"),
                bad("{\"wishes\": [{" + wish + ", \"length\": \"1h\", \"units\": 99999999999999999999}]}", "wishes[0].units",
                        "must be a whole number"),
                bad("{\"wishes\": [{" + wish + ", \"length\": \"1h\", \"minUnits\": 2}]}",
                        "wishes[0]", "demand.minUnits: must be"),
                bad("{\"wishes\": [{\"type\": \"vm\", \"sliver\": {\"cpu\": -1, \"memory\": 1}, \"length\": \"1h\"}]}",
                        "wishes[0]", "sliver.cpu: must be from 0 to"),
                bad("{\"wishes\": [{\"type\": \"vm\", \"sliver\": {\"cpu\": 1}, \"length\": \"1h\"}]}", "wishes[0]",
                        "'memory' is missing"),
                bad("{\"wishes\": [{\"type\": \"vmm\", \"length\": \"1h\"}]}",
                        "wishes[0]", "there is no type 'vmm'; did you mean 'vm'?"),
                bad("{\"wishes\": [{" + wish + ", \"start\": \"now+2h\", \"end\": \"now+1h\"}]}", "wishes[0]",
                        "term.end: must be after term.start"),
                bad("{\"wishes\": [{" + wish + ", \"start\": \"2001-01-01T00:00:00Z\", \"length\": \"1h\"}]}", "wishes[0]",
                        "term.end: must not be in the past"),
                bad("{\"wishes\": [{" + wish + ", \"length\": \"3000000d\"}]}", "wishes[0]", "term"),
                bad("{\"wishes\": [{" + wish + ", \"start\": \"tomorrow\", \"length\": \"1h\"}]}", "wishes[0].start",
                        "must be a time such as"),
                bad("{\"wishes\": [{" + wish + ", \"length\": \"1h\", \"id\": \"NOT A NAME\"}]}",
                        "wishes[0]", "reservation: must be"),
                bad("{\"wishes\": [{" + wish + ", \"length\": \"1h\"}], \"slice\": \"\"}", "slice", "slice: must be 1 to"),
                bad("{\"wishes\": [{" + wish + ", \"length\": \"1h\"}], \"actor\": \"market\"}", "actor",
                        "'market' is no service manager, but a broker"),
                bad("{\"wishes\"", "", "not JSON"),
                bad("", "", "must be names and values, got nothing"),
                bad("[]", "", "must be names and values, got a list"));
    }

    private static Arguments bad(String body, String field, String message) {
        return Arguments.of(body, field, message);
    }

    @ParameterizedTest
    @MethodSource("badRequests")
    void aMalformedRequestIsToldItsFieldAndItsRule(String body, String field, String message) throws Exception {
        RawCalls.Answer answer = calls.post("/v1/request", body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.problem().kind()).isEqualTo(Problem.Kind.USAGE);
        assertThat(answer.problem().message()).contains(message);
        if (!field.isEmpty()) {
            assertThat(answer.problem().field()).contains(field);
        }
        assertThat(lab.client().reservations(Filter.ALL).items()).isEmpty();
    }
}
