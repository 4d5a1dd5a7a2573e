package orca.nodeagent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import orca.nodeagent.talk.Asked;
import orca.nodeagent.talk.Kind;
import orca.nodeagent.talk.Progress;
import orca.wire.call.CallRefused;
import orca.wire.call.Line;
import orca.wire.call.Operation;
import orca.wire.soap.EnvelopeWriter;
import orca.wire.soap.SoapSettings;
import orca.wire.text.Tree;
import orca.wire.trust.Identity;
import orca.wire.trust.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Those who must not order anything, at the agent's socket. After each of them, its authority still is heard. */
@Timeout(120)
class AgentDoorTest {
    @TempDir
    Path folder;

    private Site site;

    @BeforeEach
    void start() throws Exception {
        site = new Site(folder);
    }

    @AfterEach
    void theAuthorityIsStillHeardAndNothingElseWasRun() throws Exception {
        try (Line line = site.line(site.authority)) {
            int before = site.shop.runs.get();
            Progress progress = Kind.content(line.call(Operation.ORDER, body("make", "last")), Progress.class);
            assertThat(progress.end()).isPresent();
            assertThat(site.shop.runs).hasValue(before + 1);
        }
        assertThat(site.shop.units).containsExactly("last");
        site.close();
    }

    private static Tree.Branch body(String action, String unit) {
        return Kind.RUN.body(Asked.of(UUID.randomUUID().toString(), "shop", Site.order(unit + "/1", action, unit), Site.hold(),
                Duration.ofSeconds(10)));
    }

    private void forbidden(Identity caller, String... words) {
        try (Line line = site.line(caller)) {
            assertThatThrownBy(() -> line.call(Operation.ORDER, body("make", "stolen")))
                    .isInstanceOfSatisfying(CallRefused.class, e -> assertThat(e.kind()).isEqualTo(CallRefused.Kind.FORBIDDEN))
                    .message().contains(words);
        }
    }

    @Test
    void aStrangerIsToldWhomTheAgentServes() {
        forbidden(Identity.generate(), "is not known to this agent", "west");
    }

    @Test
    void brokersGuestsAndOperatorsOrderNothing() throws Exception {
        for (Role role : Role.values()) {
            Identity caller = Identity.generate();
            site.know("peer-" + role.word(), role, caller);
            if (role != Role.AUTHORITY) {
                forbidden(caller, role.word());
            }
        }
        forbidden(site.daemon.own(), "operator");
    }

    @Test
    void anAuthorityThatIsTakenOutOfTheBookIsOutAtOnce() throws Exception {
        Identity other = Identity.generate();
        site.know("east", Role.AUTHORITY, other);
        try (Line line = site.line(other)) {
            line.call(Operation.ORDER, Kind.STATUS.body(new Kind.Nothing()));
        }
        site.forget("east");
        forbidden(other, "not known");
    }

    @Test
    void anActorsOperationsAreUnknownHere() {
        try (Line line = site.line(site.authority)) {
            for (Operation operation : Operation.values()) {
                if (operation != Operation.ORDER) {
                    assertThatThrownBy(() -> line.call(operation, body("make", "stolen")))
                            .isInstanceOfSatisfying(CallRefused.class,
                                    e -> assertThat(e.kind()).isEqualTo(CallRefused.Kind.UNKNOWN));
                }
            }
        }
    }

    @Test
    void bodiesThatSayNothingAreRefusedByTheFieldThatIsWrong() {
        String good = ((Tree.Text) body("make", "stolen").fields().get("content")).value();
        try (Line line = site.line(site.authority)) {
            malformed(line, "fly", "{}", "order.kind: there is no 'fly'");
            malformed(line, "run", "{}", "token");
            malformed(line, "run", "[[[", "not JSON");
            malformed(line, "run", good.replace("\"limit\":30000", "\"limit\":-1"), "order.limit");
            malformed(line, "run", good.replace("\"purpose\":\"hold\"", "\"purpose\":\"end\""), "mandate.will");
            malformed(line, "run", good.replace("\"unit\":\"stolen\"", "\"unit\":\"../../etc\""), "unit");
            malformed(line, "run", good.replaceFirst("\\{", "{\"more\":1,"), "more");
            assertThatThrownBy(() -> line.call(Operation.ORDER, new Tree.Branch(0, Map.of())))
                    .isInstanceOf(CallRefused.class).hasMessageContaining("must have kind and content");
        }
    }

    private static void malformed(Line line, String kind, String content, String words) {
        Tree.Branch body = new Tree.Branch(0, Map.of("kind", new Tree.Text(0, kind), "content", new Tree.Text(0, content)));
        assertThatThrownBy(() -> line.call(Operation.ORDER, body)).as(content)
                .isInstanceOfSatisfying(CallRefused.class, e -> assertThat(e.kind()).isEqualTo(CallRefused.Kind.MALFORMED))
                .hasMessageContaining(words);
    }

    // ---- bytes

    private byte[] envelope(Identity caller, URI to, Instant made) {
        EnvelopeWriter writer = new EnvelopeWriter(caller, SoapSettings.USUAL, Clock.fixed(made, ZoneOffset.UTC));
        return writer.call(to.toString(), "urn:uuid:" + UUID.randomUUID(), Operation.ORDER, body("slow", "stolen"));
    }

    private HttpResponse<String> post(byte[] bytes) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(site.address()).header("Content-Type", "text/xml; charset=utf-8")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(bytes)).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private void unproved(byte[] bytes) throws Exception {
        HttpResponse<String> answer = post(bytes);
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).containsAnyOf("<kind>unproved</kind>", "<kind>malformed</kind>");
    }

    @Test
    void whatIsNotSignedOrChangedOrOldOrForAnotherAgentIsNotHeard() throws Exception {
        String good = new String(envelope(site.authority, site.address(), Instant.now()), StandardCharsets.UTF_8);
        unproved(good.replaceFirst("(?s)<wsse:Security.*</wsse:Security>", "").getBytes(StandardCharsets.UTF_8));
        unproved(good.replaceFirst("(?s)<ds:Signature .*</ds:Signature>", "").getBytes(StandardCharsets.UTF_8));
        assertThat(good).contains("stolen");
        unproved(good.replace("stolen", "robbed").getBytes(StandardCharsets.UTF_8));
        unproved(envelope(site.authority, site.address(), Instant.now().minus(Duration.ofHours(1))));
        unproved(envelope(site.authority, URI.create("http://10.0.0.7:7500" + AgentDaemon.PATH), Instant.now()));
        unproved("<order/>".getBytes(StandardCharsets.UTF_8));

        assertThat(site.shop.runs).hasValue(0);
    }

    @Test
    void theSameBytesAreHeardOnce() throws Exception {
        site.shop.gate.countDown();
        byte[] good = envelope(site.authority, site.address(), Instant.now());
        assertThat(post(good).statusCode()).isEqualTo(200);
        unproved(good);

        assertThat(site.shop.runs).hasValue(1);
        site.shop.units.clear();
    }

    @Test
    void aMessageBeyondTheLargestIsRefused() throws Exception {
        String good = new String(envelope(site.authority, site.address(), Instant.now()), StandardCharsets.UTF_8);
        String large = good.replaceFirst("stolen", "x".repeat(9 << 20));
        HttpResponse<String> answer = post(large.getBytes(StandardCharsets.UTF_8));

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("at most 8388608 bytes");
        assertThat(site.shop.runs).hasValue(0);
    }
}
