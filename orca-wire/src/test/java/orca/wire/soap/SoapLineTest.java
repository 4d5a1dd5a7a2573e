package orca.wire.soap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import orca.wire.call.Bodies;
import orca.wire.call.CallRefused;
import orca.wire.call.Neighbourhood;
import orca.wire.call.Operation;
import orca.wire.text.Tree;
import orca.wire.trust.Expected;
import orca.wire.trust.Identity;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.junit.jupiter.api.Test;

/** What may come back when somebody stands between a line and its actor. */
class SoapLineTest {
    private static final Identity SITE = Identity.generate();
    private static final Tree.Branch BODY = new Tree.Branch(0, Map.of("a", new Tree.Text(0, "b")));
    private static final String REPLY = "<queryReply xmlns=\"urn:orca:wire\"><a>lie</a></queryReply>";

    private final EnvelopeWriter site = new EnvelopeWriter(SITE, SoapSettings.USUAL, Clock.systemUTC());

    /** A call of which the answer is what {@code answer} makes of the call; "" never comes. */
    private static void call(UnaryOperator<String> answer, int status) throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        Server server = new Server(new VirtualThreadPool());
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                String said = answer.apply(Content.Source.asString(request, StandardCharsets.UTF_8));
                if (said.isEmpty()) {
                    ended.await(60, TimeUnit.SECONDS);
                }
                response.setStatus(status);
                response.write(true, ByteBuffer.wrap(said.getBytes(StandardCharsets.UTF_8)), callback);
                return true;
            }
        });
        server.start();
        SoapSettings settings = new SoapSettings(64 * 1024, Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(1),
                Duration.ofSeconds(5), 10, Duration.ofSeconds(answer.apply("").isEmpty() ? 1 : 20));
        URI address = URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/");
        try (SoapLine line = new SoapLine(address, Expected.of(SITE.principal()), Identity.generate(), settings,
                Clock.systemUTC())) {
            line.call(Operation.QUERY, BODY);
        } finally {
            ended.countDown();
            LifeCycle.stop(server);
        }
    }

    private static void isNoAnswer(UnaryOperator<String> answer, int status, String why) {
        assertThatThrownBy(() -> call(answer, status)).isInstanceOf(IOException.class).hasMessageContaining(why);
    }

    private String signed(String action, Optional<String> relatesTo, String payload) {
        return new String(site.write(Wss.ANONYMOUS, action, SoapDoor.freshId(), relatesTo, payload), StandardCharsets.UTF_8);
    }

    private static Optional<String> id(String call) {
        String text = call.replaceAll("(?s).*wsu:Id=\"MessageID\">(.*?)<.*", "$1");
        return Optional.of(text.isEmpty() ? "none" : text);
    }

    @Test
    void onlyTheAnswerToThisCallByTheOneThatWasCalledIsBelieved() {
        String fault = Faults.write(new CallRefused(CallRefused.Kind.FORBIDDEN, "go away"));
        isNoAnswer(call -> EnvelopeWriter.BEGIN + "</soap:Header>" + EnvelopeWriter.BODY + fault + EnvelopeWriter.BODY_END
                + EnvelopeWriter.END, 500, "answered by HTTP 500 and nothing that is proved");
        isNoAnswer(call -> "<html>Bad Gateway</html>", 502, "answered by HTTP 502 and nothing that is proved");
        isNoAnswer(call -> call.isEmpty() ? "x" : call, 200, "instead of " + SITE.principal());
        isNoAnswer(call -> signed("urn:orca:wire:queryReply", Optional.of("urn:uuid:other"), REPLY), 200,
                "answered another message");
        isNoAnswer(call -> signed("urn:orca:wire:queryReply", Optional.empty(), REPLY), 200, "answered another message");
        isNoAnswer(call -> signed(Wss.REFUSED, Optional.empty(), fault), 500,
                "refuses some message, and does not prove which: go away");
        isNoAnswer(call -> signed(Wss.REFUSED, Optional.empty(), Faults.write(CallRefused.busy("come in an hour",
                Duration.ofHours(1)))), 500, "does not prove which: come in an hour");
        isNoAnswer(call -> signed("urn:orca:wire:redeemReply", id(call), REPLY), 200, "answered with 'queryReply' instead of");
        isNoAnswer(call -> signed("urn:orca:wire:queryReply", id(call), REPLY).replace("lie", "die"), 200, "does not fit");
        isNoAnswer(call -> "x".repeat(70_000), 200, "more than 65536 bytes");
        isNoAnswer(call -> "", 200, "did not answer within PT1S");
        assertThatThrownBy(() -> call(call -> signed(Wss.REFUSED, id(call), fault), 500)).isInstanceOf(CallRefused.class)
                .hasMessage("go away");
    }

    @Test
    void oneAddressHasAQuarterOfTheRoomForMessagesThatAreRead() throws Exception {
        Bodies bodies = new Bodies(64 * 1024);
        CountDownLatch hold = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(4);
        Neighbourhood one = new Neighbourhood("one");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 4; i++) {
                threads.submit(() -> bodies.read(one, new ByteArrayInputStream(new byte[10]), message -> {
                    inside.countDown();
                    hold.await(60, TimeUnit.SECONDS);
                    return message;
                }));
            }
            assertThat(inside.await(60, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(() -> bodies.read(one, InputStream.nullInputStream(), message -> message))
                    .isInstanceOfSatisfying(CallRefused.class, e -> assertThat(e.after()).contains(Duration.ofSeconds(1)));
            int other = bodies.read(new Neighbourhood("two"), new ByteArrayInputStream(new byte[9]), m -> m.length);
            assertThat(other).isEqualTo(9);
            hold.countDown();
        }
        assertThat(bodies.read(one, new ByteArrayInputStream(new byte[9]), m -> m.length).intValue()).isEqualTo(9);
    }

    @Test
    void manyThatSendAtOnceDoNotFillTheMemory() throws Exception {
        Bodies bodies = new Bodies(64 * 1024);
        CountDownLatch hold = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(16);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 16; i++) {
                Neighbourhood from = new Neighbourhood("address-" + i % 4);
                threads.submit(() -> bodies.read(from, new ByteArrayInputStream(new byte[10]), message -> {
                    inside.countDown();
                    hold.await(60, TimeUnit.SECONDS);
                    return message;
                }));
            }
            assertThat(inside.await(60, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(() -> bodies.read(new Neighbourhood("another"), InputStream.nullInputStream(), message -> message))
                    .isInstanceOfSatisfying(CallRefused.class, e -> assertThat(e.kind()).isEqualTo(CallRefused.Kind.BUSY));
            Future<byte[]> next = threads.submit(
                    () -> bodies.read(new Neighbourhood("another"), new ByteArrayInputStream(new byte[20]), message -> message));
            hold.countDown();
            assertThat(next.get(60, TimeUnit.SECONDS)).hasSize(20);
        }
    }
}
