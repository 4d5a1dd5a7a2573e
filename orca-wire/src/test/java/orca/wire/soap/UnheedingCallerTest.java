package orca.wire.soap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import orca.wire.call.CallRefused;
import orca.wire.call.Door;
import orca.wire.call.Operation;
import orca.wire.text.Tree;
import orca.wire.trust.Identity;
import orca.wire.trust.Speaker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who does not wait when he is told to is sent away before anything of him is looked at, and nobody else is. */
@Timeout(120)
class UnheedingCallerTest {
    private static final Identity SITE = Identity.generate();
    private static final Identity GUEST = Identity.generate();
    private static final Identity OTHER = Identity.generate();
    private static final Tree.Branch WORDS = new Tree.Branch(0, Map.of("word", new Tree.Text(0, "hello")));

    private final AtomicInteger heard = new AtomicInteger();
    private volatile Optional<Duration> rest = Optional.empty();
    private final Door door = new Door() {
        @Override
        public Tree.Branch call(Speaker caller, Operation operation, Tree.Branch body) {
            heard.incrementAndGet();
            return WORDS;
        }

        @Override
        public Optional<Duration> unheeding(Speaker claimed) {
            return rest.filter(any -> claimed.principal().equals(GUEST.principal()));
        }
    };
    private Endpoint endpoint;

    @BeforeEach
    void open() throws Exception {
        endpoint = new Endpoint(SITE, door, SoapSettings.USUAL, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        endpoint.close();
    }

    private void say(Identity who) throws Exception {
        try (SoapLine line = endpoint.line(who)) {
            line.call(Operation.EXCHANGE, WORDS);
        }
    }

    /** What is answered to a call of the guest's in which one letter was changed after it was signed. */
    private CallRefused changed() throws Exception {
        byte[] envelope = new EnvelopeWriter(GUEST, SoapSettings.USUAL, Clock.systemUTC())
                .call(endpoint.address().toString(), SoapDoor.freshId(), Operation.EXCHANGE, WORDS);
        byte[] other = new String(envelope, StandardCharsets.UTF_8).replace("hello", "jello").getBytes(StandardCharsets.UTF_8);
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> response = http.send(HttpRequest.newBuilder(endpoint.address())
                    .header("Content-Type", "text/xml; charset=UTF-8")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(other)).build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            Proof proof = new WssReader(new Tokens()).read(response.body());
            return Faults.read(XmlReading.body(proof.body())).orElseThrow();
        }
    }

    @Test
    void itIsToldWhenToComeAgainAndItsSignatureIsNotChecked() throws Exception {
        say(GUEST);
        assertThat(changed().kind()).isEqualTo(CallRefused.Kind.UNPROVED);
        rest = Optional.of(Duration.ofSeconds(7));
        assertThatThrownBy(() -> say(GUEST)).isInstanceOf(IOException.class).hasMessageContaining("did not wait");
        assertThat(changed().kind()).isEqualTo(CallRefused.Kind.BUSY);
        assertThat(changed().after()).contains(Duration.ofSeconds(7));
        assertThat(heard).hasValue(1);
        rest = Optional.empty();
        say(GUEST);
        assertThat(heard).hasValue(2);
    }

    @Test
    void othersAreHeardMeanwhile() throws Exception {
        rest = Optional.of(Duration.ofSeconds(7));
        say(OTHER);
        assertThat(heard).hasValue(1);
        assertThatThrownBy(() -> say(GUEST)).as("whose certificate was never seen before").isInstanceOf(IOException.class);
        assertThat(heard).hasValue(1);
    }
}
