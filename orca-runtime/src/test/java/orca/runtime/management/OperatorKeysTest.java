package orca.runtime.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import orca.runtime.config.ConfigFile;
import orca.runtime.container.Container;
import orca.runtime.hosting.HostedActor;
import orca.runtime.hosting.HostingException;
import orca.wire.server.AddressLimit;
import orca.wire.management.AccessFile;
import orca.wire.management.Filter;
import orca.wire.management.HostCommand;
import orca.wire.management.ManagementClient;
import orca.wire.management.Problem;
import orca.wire.text.RecordForm;
import orca.wire.tls.PinnedTls;
import orca.wire.trust.AddressBook;
import orca.wire.trust.Fingerprint;
import orca.wire.trust.Expected;
import orca.wire.trust.Identity;
import orca.wire.trust.Limits;
import orca.wire.trust.Peer;
import orca.wire.trust.Role;
import orca.wire.trust.TrustException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Operators from elsewhere, and those who would like to be. */
@Timeout(120)
class OperatorKeysTest {
    private static final String FILE = """
            folder: data
            management: {port: 0, listen: "127.0.0.1:0"}
            authorities:
              duke:
                types: {licence: none}
                hosts: {pool: {type: licence, units: 5}}
            """;
    private static final String MORE =
            "{\"host\": \"pool\", \"type\": \"licence\", \"units\": 9, \"requestId\": \"more\"}";

    @TempDir
    private static Path folder;

    private static Container container;
    private static final Identity SITE = Identity.generate();
    private static final Identity ADA = Identity.generate();
    private static final Identity MARKET = Identity.generate();
    private static final Identity GUEST = Identity.generate();

    @BeforeAll
    static void open() throws Exception {
        Files.createDirectories(folder.resolve("keys"));
        SITE.write(folder.resolve("keys/duke.key"));
        pin("ada", Role.OPERATOR, ADA);
        pin("market", Role.BROKER, MARKET);
        pin("guest", Role.SERVICE_MANAGER, GUEST);
        container = new Container(ConfigFile.parse(folder.resolve("orca.yaml"), FILE), false, "test");
    }

    private static void pin(String name, Role role, Identity key) throws IOException, TrustException {
        AddressBook.change(folder, book -> book.with(new Peer(name, role, new Fingerprint(key.principal()), List.of(),
                Limits.NONE, "", Optional.of(Instant.EPOCH))));
    }

    @AfterAll
    static void close() {
        container.close();
    }

    private static URI url() {
        return container.secureUrl().orElseThrow();
    }

    private static ManagementClient client(Identity own) {
        return new ManagementClient(url(), own, Expected.of(SITE.principal()));
    }

    private static long units() {
        return ManagementClient.of(container.folder()).hosts(Filter.id("pool")).items().get(0).units();
    }

    /** What the journal has come to. */
    private static long journal() {
        return container.actors().named("duke").map(HostedActor::loop).orElseThrow().status().sequence();
    }

    private record Answer(int status, Problem problem) {}

    /** Posts a command as somebody who has written his own client. */
    private static Answer post(SSLContext tls, Optional<String> bearer) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(tls)
                .sslParameters(PinnedTls.clientParameters()).build()) {
            HttpRequest.Builder request = HttpRequest.newBuilder(url().resolve("/v1/host")).timeout(Duration.ofSeconds(30))
                    .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(MORE));
            bearer.ifPresent(token -> request.header("Authorization", "Bearer " + token));
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), RecordForm.readJson(Problem.class, answer.body()));
        }
    }

    private static SSLContext with(Identity own) {
        return PinnedTls.client(own, Expected.of(SITE.principal()));
    }

    private static void nothingChanges(Attempt attempt) throws Exception {
        long before = journal();
        attempt.made();
        assertThat(units()).isEqualTo(5);
        assertThat(journal()).isEqualTo(before);
    }

    private interface Attempt {
        void made() throws Exception;
    }

    @Test
    void anOperatorCommandsFromElsewhereAndTheLogSaysWho() {
        List<String> said = new ArrayList<>();
        Handler ear = new Handler() {
            @Override
            public synchronized void publish(LogRecord line) {
                said.add(line.getMessage());
            }

            @Override
            public void flush() { }

            @Override
            public void close() { }
        };
        Logger log = Logger.getLogger(OrderLog.class.getName());
        log.addHandler(ear);
        try {
            ManagementClient ada = client(ADA);
            assertThat(ada.health().version()).isEqualTo("test");
            assertThat(ada.host(RecordForm.readJson(HostCommand.class, """
                    {"host": "chairs", "type": "licence", "units": 2}""")).ids()).containsExactly("chairs");
            assertThatThrownBy(() -> ada.host(RecordForm.readJson(HostCommand.class, """
                    {"host": "chairs", "type": "seat", "units": 2}"""))).isInstanceOf(ManagementClient.Refused.class);
            String who = "operator ada (" + Fingerprint.brief(ADA.principal()) + ")";
            assertThat(said).hasSize(3);
            assertThat(said.get(0)).startsWith(who + " orders host {").contains("\"chairs\"");
            assertThat(said.get(2)).startsWith(who + " is told no to host: type: there is no type 'seat'");
        } finally {
            log.removeHandler(ear);
        }
    }

    @Test
    void aPeersKeyIsNoOperators() throws Exception {
        nothingChanges(() -> {
            Answer broker = post(with(MARKET), Optional.empty());
            assertThat(broker.status()).isEqualTo(403);
            assertThat(broker.problem()).isEqualTo(Problem.of(Problem.Kind.FORBIDDEN,
                    "'market' is known here as broker, and only operators may give commands"));
            assertThat(post(with(GUEST), Optional.empty()).problem().message()).contains("known here as service-manager");
            assertThat(post(with(SITE), Optional.empty()).status()).as("not even the container's own").isEqualTo(403);
            assertThatThrownBy(() -> client(MARKET).hosts(Filter.ALL)).as("nor may it look")
                    .isInstanceOfSatisfying(ManagementClient.Refused.class,
                            e -> assertThat(e.problem().kind()).isEqualTo(Problem.Kind.FORBIDDEN));
        });
    }

    @Test
    void anUnknownKeyIsToldThatItIsOne() throws Exception {
        Identity stranger = Identity.generate();
        nothingChanges(() -> {
            Answer answer = post(with(stranger), Optional.empty());
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.problem().message()).contains(stranger.principal() + " is not known here")
                    .contains("orca trust add");
        });
    }

    @Test
    void aTokenOpensNothingOverTls() throws Exception {
        String token = AccessFile.read(container.folder()).token();
        nothingChanges(() -> {
            assertThat(post(with(MARKET), Optional.of(token)).status()).isEqualTo(403);
            assertThat(post(with(Identity.generate()), Optional.of(token)).status()).isEqualTo(403);
            assertThatThrownBy(() -> post(keyless(), Optional.of(token))).as("without a key there is no connection")
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> post(keyless(), Optional.empty())).isInstanceOf(IOException.class);
        });
    }

    /** Believes everybody and has no key. */
    private static SSLContext keyless() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new X509TrustManager() {
            @Override
            public void checkClientTrusted(java.security.cert.X509Certificate[] chain, String kind) { }

            @Override
            public void checkServerTrusted(java.security.cert.X509Certificate[] chain, String kind) { }

            @Override
            public java.security.cert.X509Certificate[] getAcceptedIssuers() {
                return new java.security.cert.X509Certificate[0];
            }
        }}, null);
        return context;
    }

    @Test
    void aKeyIsNoTokenOnThisMachine() throws Exception {
        RawCalls calls = new RawCalls(AccessFile.read(container.folder()));
        nothingChanges(() -> {
            for (Identity one : List.of(MARKET, ADA)) {
                for (String bearer : List.of(one.principal().value(), one.known().encoded())) {
                    RawCalls.Answer answer = calls.send(HttpRequest.newBuilder(container.url().resolve("/v1/host"))
                            .header("Authorization", "Bearer " + bearer).header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(MORE)).build());
                    assertThat(answer.status()).isEqualTo(401);
                }
            }
            HttpRequest plain = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + url().getPort() + "/v1/health"))
                    .header("Authorization", "Bearer " + AccessFile.read(container.folder()).token()).build();
            assertThat(plainly(calls, plain)).as("nor is plain HTTP heard where TLS is spoken").isNotEqualTo(200);
        });
    }

    private static int plainly(RawCalls calls, HttpRequest request) throws InterruptedException {
        try {
            return calls.send(request).status();
        } catch (IOException e) {
            return 0; // the connection was ended
        }
    }

    @Test
    void whoeverIsRemovedIsNotHeardAnyMoreAndWhoeverIsAddedIsAtOnce() throws Exception {
        Identity bob = Identity.generate();
        pin("bob", Role.OPERATOR, bob);
        ManagementClient client = client(bob);
        await(() -> heard(client));
        AddressBook.change(folder, book -> book.without("bob"));
        await(() -> !heard(client));
    }

    @Test
    void anOperatorWithANewKeyIsTheSameAndTheOldKeyIsNotHeardOnceThatIsKnown() throws Exception {
        Identity eve = Identity.generate();
        pin("eve", Role.OPERATOR, eve);
        Identity renewed = eve.succeededBy(Identity.generate(), Instant.parse("2026-01-01T00:00:00Z"));
        await(() -> heard(client(eve)));
        assertThat(heard(client(renewed))).as("it shows how it came to its key").isTrue();
        AddressBook.change(folder, book -> book.succeeded(renewed.lineage()));
        await(() -> !heard(client(eve)));
        assertThat(heard(client(renewed))).isTrue();
    }

    @Test
    void strangersWhoHoldConnectionsKeepNoOperatorOut() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 700; i++) {
                sockets.add(new Socket("127.0.0.1", url().getPort(), InetAddress.getByName("127.0.0.2"), 0));
            }
            assertThat(client(ADA).health().version()).isEqualTo("test");
            await(() -> sockets.stream().filter(OperatorKeysTest::isOpen).count() <= AddressLimit.MOST);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private static boolean isOpen(Socket socket) {
        try {
            socket.setSoTimeout(5);
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException e) {
            return true;
        } catch (IOException e) {
            return false; // reset
        }
    }

    private static boolean heard(ManagementClient client) {
        try {
            client.health();
            return true;
        } catch (ManagementClient.Refused e) {
            return false;
        }
    }

    private interface Hope {
        boolean holds();
    }

    private static void await(Hope hope) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!hope.holds()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void nobodyTalksToAContainerWithAnotherKey() {
        ManagementClient misled = new ManagementClient(url(), ADA, Expected.of(MARKET.principal()));
        assertThatThrownBy(misled::health).isInstanceOf(ManagementClient.Unreachable.class)
                .hasMessageContaining("do not trust each other").hasMessageContaining("it is " + SITE.principal());
    }

    @Test
    void whatCannotBeHeardIsSaidAtTheStart(@TempDir Path other) throws Exception {
        ConfigFile noKey = ConfigFile.parse(other.resolve("orca.yaml"), FILE);
        assertThatThrownBy(() -> new Container(noKey, false, "test")).isInstanceOf(HostingException.class)
                .hasMessageContaining("there is no " + other.resolve("keys/duke.key"));
        Files.createDirectories(other.resolve("keys"));
        Identity.generate().write(other.resolve("keys/ops.key"));
        String taken = FILE.replace("\"127.0.0.1:0\"", "\"127.0.0.1:" + url().getPort() + "\", key: ops");
        ConfigFile file = ConfigFile.parse(other.resolve("orca.yaml"), taken);
        assertThatThrownBy(() -> new Container(file, false, "test")).isInstanceOf(HostingException.class)
                .hasMessageContaining("is in use").hasMessageContaining("management: {listen: ...}");
        ConfigFile nowhere = ConfigFile.parse(other.resolve("orca.yaml"),
                FILE.replace("\"127.0.0.1:0\"", "\"192.0.2.1:7\", key: ops"));
        assertThatThrownBy(() -> new Container(nowhere, false, "test")).isInstanceOf(HostingException.class)
                .hasMessageContaining("192.0.2.1:7");
    }
}
