package orca.runtime.notice;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import orca.runtime.config.HooksConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Web hooks that are well, ill and evil. */
@Timeout(120)
class HookRouteTest {
    private static final HookKeys KEYS = new HookKeys("0123456789abcdef0123456789abcdef");
    private static final String NAME = Letters.letter("hook:https://a/").name();
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private record Heard(Map<String, List<String>> headers, String body) {
        String header(String name) {
            return headers.entrySet().stream().filter(e -> e.getKey().equalsIgnoreCase(name)).findFirst().orElseThrow()
                    .getValue().get(0);
        }
    }

    private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
    private HttpServer server;
    private volatile int status = 204;
    private volatile String location = "";

    @BeforeEach
    void begin() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", call -> {
            heard.add(new Heard(call.getRequestHeaders(),
                    new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            if (!location.isEmpty()) {
                call.getResponseHeaders().set("Location", location);
            }
            call.sendResponseHeaders(status, -1);
            call.close();
        });
        server.start();
    }

    @AfterEach
    void end() {
        server.stop(0);
    }

    private static HookRoute route(boolean inside, Duration limit) {
        return new HookRoute("lab", Letters.GUEST, KEYS, inside, InstantSource.fixed(Letters.NOON), limit);
    }

    private String url(int port) {
        return "hook:http://127.0.0.1:" + port + "/orca";
    }

    private Route.Delivery send() throws InterruptedException {
        return route(true, LIMIT).send(Letters.letter(url(server.getAddress().getPort())));
    }

    @Test
    void aLetterIsPostedSignedAndNamed() throws Exception {
        assertThat(send()).isEqualTo(Route.Delivery.SENT);
        Heard call = heard.poll(60, TimeUnit.SECONDS);

        assertThat(call.body()).contains("\"id\":\"" + NAME + "\"", "\"kind\":\"ending\"", "\"reservation\":\"lab-1\"",
                "\"end\":\"2030-01-01T13:00:00Z\"");
        assertThat(call.header("webhook-id")).isEqualTo(NAME);
        assertThat(call.header("webhook-timestamp")).isEqualTo(Long.toString(Letters.NOON.getEpochSecond()));
        assertThat(call.header("webhook-signature")).isEqualTo(KEYS.signature(
                url(server.getAddress().getPort()).substring(5), NAME, Letters.NOON.getEpochSecond(), call.body()));
        send();
        assertThat(heard.poll(60, TimeUnit.SECONDS)).as("the same when it is sent again")
                .satisfies(again -> assertThat(again.header("webhook-id")).isEqualTo(NAME))
                .satisfies(again -> assertThat(again.body()).isEqualTo(call.body()));
    }

    @Test
    void anErrorIsTroubleThatMayPassAndGoneIsNot() throws Exception {
        for (int ill : List.of(400, 404, 500, 503)) {
            status = ill;
            Route.Delivery delivery = send();
            assertThat(delivery.trouble().orElseThrow()).contains("status " + ill);
            assertThat(delivery.lasting()).isFalse();
        }
        status = 410;
        assertThat(send().lasting()).isTrue();
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        location = "http://127.0.0.1:" + server.getAddress().getPort() + "/elsewhere";
        for (int there : List.of(301, 302, 307, 308)) {
            status = there;
            assertThat(send().trouble().orElseThrow()).contains("status " + there);
            assertThat(heard.poll(60, TimeUnit.SECONDS)).isNotNull();
            assertThat(heard).isEmpty();
        }
    }

    @Test
    void whoNeverAnswersIsLeftInTime() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            assertThat(route(true, Duration.ofSeconds(1)).send(Letters.letter(url(silent.getLocalPort()))).trouble())
                    .hasValueSatisfying(why -> assertThat(why).contains("1 s"));
        }
    }

    @Test
    void aGigabyteIsNotRead() throws Exception {
        AtomicLong written = new AtomicLong();
        try (ServerSocket flood = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread thread = Thread.ofVirtual().start(() -> pour(flood, written));
            assertThat(route(true, LIMIT).send(Letters.letter(url(flood.getLocalPort())))).isEqualTo(Route.Delivery.SENT);
            thread.join();
        }
        assertThat(written.get()).as("what fits into buffers, and no more").isLessThan(64 << 20);
    }

    /** Answers with a gigabyte, or as much of it as somebody takes. */
    private static void pour(ServerSocket flood, AtomicLong written) {
        try (Socket call = flood.accept()) {
            InputStream in = call.getInputStream();
            in.read(new byte[1 << 16]);
            OutputStream out = call.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] block = new byte[1 << 16];
            while (written.get() < 1 << 30) {
                out.write(block);
                written.addAndGet(block.length);
            }
        } catch (IOException e) {
            // Nobody listens any more, as it should be.
        }
    }

    @Test
    void addressesThatAreNotPublicAreNotCalled() throws Exception {
        for (String host : List.of("127.0.0.1", "localhost", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "[::1]",
                "[fc00::1]", "[fe80::1]", "[::ffff:127.0.0.1]", "100.64.0.1", "0.0.0.0", "224.0.0.1", "2130706433")) {
            Route.Delivery delivery = route(false, LIMIT).send(
                    Letters.letter("hook:http://" + host + ":" + server.getAddress().getPort() + "/"));
            assertThat(delivery.lasting()).as(host).isTrue();
            assertThat(delivery.trouble().orElseThrow()).contains("not public");
        }
        assertThat(heard).isEmpty();
    }

    @Test
    void whatIsNotAllowedIsRefused() {
        HooksConfig hooks = new HooksConfig(
                "s", List.of("https://hooks.example.org/orca/", "https://one.example.org/x?y=1"), false);
        for (String good : List.of("https://hooks.example.org/orca/", "https://HOOKS.example.org:443/orca/a?b=c",
                "https://one.example.org/x?y=1")) {
            assertThat(hooks.allows(good)).as(good).isTrue();
        }
        for (String bad : List.of("http://hooks.example.org/orca/", "https://hooks.example.org/",
                "https://hooks.example.org/orca",
                "https://hooks.example.org.evil.org/orca/", "https://hooks.example.org:8443/orca/",
                "https://hooks.example.org/orca/../admin", "https://hooks.example.org/orca/%2e%2e/admin",
                "https://hooks.example.org/orca/..%2fadmin", "https://user@hooks.example.org/orca/",
                "https://one.example.org/x", "https://one.example.org/x?y=2",
                "https://evil.org/?https://hooks.example.org/orca/")) {
            assertThat(hooks.allows(bad)).as(bad).isFalse();
        }
    }

    @Test
    void eachReceiverHasAKeyOfItsOwn() {
        assertThat(KEYS.shown("https://a/")).startsWith("whsec_").isEqualTo(KEYS.shown("https://a/"))
                .isNotEqualTo(KEYS.shown("https://b/"));
    }
}
