package orca.wire.soap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import orca.wire.call.CallRefused;
import orca.wire.call.Door;
import orca.wire.call.Operation;
import orca.wire.text.Tree;
import orca.wire.trust.Expected;
import orca.wire.trust.Identity;
import org.junit.jupiter.api.Test;

class SoapCallTest {
    private static final Clock CLOCK = Clock.systemUTC();

    /** Answers who called, what, and what was said. */
    private static final Door ECHO = (caller, operation, body) -> {
        Map<String, Tree> reply = new LinkedHashMap<>();
        reply.put("caller", new Tree.Text(0, caller.principal().value()));
        reply.put("operation", new Tree.Text(0, operation.word()));
        reply.put("body", body);
        return new Tree.Branch(0, reply);
    };

    private static Tree.Branch branch(String name, String value) {
        return new Tree.Branch(0, Map.of(name, new Tree.Text(0, value)));
    }

    private static String text(Tree.Branch branch, String name) {
        return ((Tree.Text) branch.fields().get(name)).value();
    }

    @Test
    void everyOperationIsCalledAndAnsweredWithEveryKindOfKey() throws Exception {
        List<Identity> all = List.of(Identity.generate(), Keys.identity(Keys.rsa(2048)),
                Keys.identity(Keys.curve("secp384r1")), Keys.identity(Keys.edwards()));
        for (Identity site : all) {
            try (Endpoint endpoint = new Endpoint(site, ECHO, SoapSettings.USUAL, CLOCK)) {
                for (Identity guest : all) {
                    try (SoapLine line = endpoint.line(guest)) {
                        for (Operation operation : Operation.values()) {
                            Tree.Branch reply = line.call(operation, branch("word", "Grüße <&> \r\n\t\ud83d\ude00 "));
                            assertThat(text(reply, "caller")).isEqualTo(guest.principal().value());
                            assertThat(text(reply, "operation")).isEqualTo(operation.word());
                            assertThat(text((Tree.Branch) reply.fields().get("body"), "word"))
                                    .isEqualTo("Grüße <&> \r\n\t\ud83d\ude00 ");
                        }
                    }
                }
            }
        }
    }

    @Test
    void aRefusalOfWhatWasHeardIsBelieved() throws Exception {
        Identity site = Identity.generate();
        Door door = (caller, operation, body) -> {
            throw new CallRefused(CallRefused.Kind.valueOf(text(body, "kind")), "units: must be <5, got 7");
        };
        try (Endpoint endpoint = new Endpoint(site, door, SoapSettings.USUAL, CLOCK);
                SoapLine line = endpoint.line(Identity.generate())) {
            for (CallRefused.Kind kind : CallRefused.Kind.values()) {
                assertThatThrownBy(() -> line.call(Operation.REDEEM, branch("kind", kind.name())))
                        .isInstanceOfSatisfying(CallRefused.class, refused -> assertThat(refused.kind()).isEqualTo(kind))
                        .hasMessage("units: must be <5, got 7");
            }
        }
    }

    @Test
    void aRefusalOfWhatWasNotHeardIsShownButNotBelieved() throws Exception {
        Identity site = Identity.generate();
        Clock late = Clock.offset(CLOCK, Duration.ofMinutes(-10));
        try (Endpoint endpoint = new Endpoint(site, ECHO, SoapSettings.USUAL, CLOCK);
                SoapLine line = new SoapLine(endpoint.address(), Expected.of(site.principal()), Identity.generate(),
                        SoapSettings.USUAL, late)) {
            assertThatThrownBy(() -> line.call(Operation.QUERY, branch("a", "b"))).isInstanceOf(IOException.class);
        }
        SoapSettings small = new SoapSettings(64 * 1024, Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(1),
                Duration.ofSeconds(5), 10, Duration.ofSeconds(20));
        try (Endpoint endpoint = new Endpoint(site, ECHO, small, CLOCK); SoapLine line = endpoint.line(Identity.generate())) {
            assertThatThrownBy(() -> line.call(Operation.QUERY, branch("a", "b".repeat(70_000))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("does not prove which: message: must have at most 65536 bytes");
        }
    }

    @Test
    void anAnswerBySomebodyElseIsNotBelieved() throws Exception {
        Identity site = Identity.generate();
        Identity other = Identity.generate();
        try (Endpoint endpoint = new Endpoint(other, ECHO, SoapSettings.USUAL, CLOCK);
                SoapLine line = new SoapLine(endpoint.address(), Expected.of(site.principal()), Identity.generate(),
                        SoapSettings.USUAL, CLOCK)) {
            assertThatThrownBy(() -> line.call(Operation.QUERY, branch("a", "b"))).isInstanceOf(IOException.class)
                    .hasMessageContaining("answered by somebody else: it is " + other.principal() + " instead of "
                            + site.principal());
        }
    }

    @Test
    void eightMebibytesTravelBothWays() throws Exception {
        Identity site = Identity.generate();
        Tree.Text entry = new Tree.Text(0, "<&>".repeat(60) + "x".repeat(180));
        Tree.Branch large = new Tree.Branch(0, Map.of("entry", new Tree.Row(0, java.util.Collections.nCopies(7900, entry))));
        try (Endpoint endpoint = new Endpoint(site, ECHO, SoapSettings.USUAL, CLOCK);
                SoapLine line = endpoint.line(Identity.generate())) {
            Tree.Branch reply = line.call(Operation.EXCHANGE, large);
            assertThat(((Tree.Row) ((Tree.Branch) reply.fields().get("body")).fields().get("entry")).items()).hasSize(7900);
        }
    }

    @Test
    void theContractIsShown() throws Exception {
        try (Endpoint endpoint = new Endpoint(Identity.generate(), ECHO, SoapSettings.USUAL, CLOCK);
                HttpClient http = HttpClient.newHttpClient()) {
            String address = endpoint.address().toString();
            assertThat(get(http, address + "?wsdl")).contains("<soap:address location=\"" + address + "\"/>")
                    .contains("schemaLocation=\"" + address + "?xsd\"");
            assertThat(get(http, address + "?xsd")).contains("targetNamespace=\"urn:orca:wire\"");
            assertThat(http.send(HttpRequest.newBuilder(endpoint.address()).DELETE().build(),
                    HttpResponse.BodyHandlers.discarding()).statusCode()).isEqualTo(405);
            assertThat(http.send(HttpRequest.newBuilder(endpoint.address().resolve("/soap/other")).build(),
                    HttpResponse.BodyHandlers.discarding()).statusCode()).isEqualTo(404);
        }
    }

    private static String get(HttpClient http, String url) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(java.net.URI.create(url)).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    @Test
    void aCallThatWaitsDoesNotHoldUpOthers() throws Exception {
        Identity site = Identity.generate();
        java.util.concurrent.CountDownLatch second = new java.util.concurrent.CountDownLatch(1);
        Door door = (caller, operation, body) -> {
            if (operation == Operation.COLLECT) {
                try {
                    assertThat(second.await(60, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            } else {
                second.countDown();
            }
            return branch("at", Instant.EPOCH.toString());
        };
        try (Endpoint endpoint = new Endpoint(site, door, SoapSettings.USUAL, CLOCK);
                SoapLine line = endpoint.line(Identity.generate());
                var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
            var waiting = threads.submit(() -> line.call(Operation.COLLECT, branch("a", "b")));
            line.call(Operation.UPDATE, branch("a", "b"));
            assertThat(waiting.get(60, java.util.concurrent.TimeUnit.SECONDS).fields()).hasSize(1);
        }
    }
}
