package orca.wire.xmlrpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import orca.wire.call.CallRefused;
import orca.wire.call.Operation;
import orca.wire.text.Tree;
import orca.wire.trust.Expected;
import orca.wire.trust.Identity;
import orca.wire.trust.Pem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class RpcCallTest {
    private static final Path PYTHON = Path.of("/usr/bin/python3");
    private static RpcHouse house;
    private static Identity guest;
    private static RpcLine line;

    @TempDir
    private Path folder;

    @BeforeAll
    static void open() throws Exception {
        house = new RpcHouse();
        guest = Identity.generate();
        line = house.line(guest);
    }

    @AfterAll
    static void close() {
        line.close();
        house.close();
    }

    private static Tree.Branch body() {
        Map<String, Tree> fields = new LinkedHashMap<>();
        fields.put("words", new Tree.Text(0, " a <b> & \"c\" ]]> \r\n\t \u00fc \ud83d\ude00 "));
        fields.put("empty", new Tree.Text(0, ""));
        fields.put("few", new Tree.Number(0, "-7"));
        fields.put("many", new Tree.Number(0, "9007199254740993"));
        fields.put("part", new Tree.Number(0, "0.25"));
        fields.put("yes", new Tree.Flag(0, true));
        fields.put("row", new Tree.Row(0, List.of(new Tree.Text(0, "one"), new Tree.Row(0, List.of()),
                new Tree.Branch(0, Map.of("a&b", new Tree.Flag(0, false))))));
        return new Tree.Branch(0, fields);
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void everyOperationIsHeardAsItWasMadeAndFromWhom(Operation operation) throws Exception {
        Tree.Branch answer = line.call(operation, body());
        assertThat(answer.fields().get("caller")).isInstanceOfSatisfying(Tree.Text.class,
                text -> assertThat(text.value()).isEqualTo(guest.principal().value()));
        assertThat(answer.fields().get("operation")).isInstanceOfSatisfying(Tree.Text.class,
                text -> assertThat(text.value()).isEqualTo(operation.word()));
        assertThat(answer.fields().get("body").toJson()).isEqualTo(body().toJson());
    }

    @ParameterizedTest
    @EnumSource(CallRefused.Kind.class)
    void aRefusalArrivesWithItsKindAndReason(CallRefused.Kind kind) {
        Tree.Branch body = new Tree.Branch(0, Map.of("refuse", new Tree.Text(0, kind.name().toLowerCase(Locale.ROOT))));
        assertThatThrownBy(() -> line.call(Operation.QUERY, body)).isInstanceOfSatisfying(CallRefused.class, refused -> {
            assertThat(refused.kind()).isEqualTo(kind);
            assertThat(refused.getMessage()).isEqualTo("refused: " + kind.name().toLowerCase(Locale.ROOT));
        });
    }

    /** Newer JDKs count escapes, and depth, and stop early. */
    @Test
    void manyEscapesAndTheDeepestNestingArrive() throws Exception {
        Tree deep = new Tree.Text(0, "<&>".repeat(100_000));
        for (int i = 0; i < Tree.MOST_DEPTH - 2; i++) {
            deep = i % 2 == 0 ? new Tree.Row(0, List.of(deep)) : new Tree.Branch(0, Map.of("in", deep));
        }
        Tree.Branch body = new Tree.Branch(0, Map.of("in", deep));
        assertThat(line.call(Operation.EXCHANGE, body).fields().get("body").toJson()).isEqualTo(body.toJson());
    }

    @Test
    void everyGoodKindOfKeyMayCall() throws Exception {
        for (String key : List.of("EC -pkeyopt ec_paramgen_curve:P-384", "RSA -pkeyopt rsa_keygen_bits:2048", "ED25519")) {
            Path file = folder.resolve("own" + key.length() + ".key");
            shell("umask 077; openssl genpkey -algorithm " + key + " -out " + file.getFileName()
                    + " && openssl pkey -in " + file.getFileName() + " -pubout >> " + file.getFileName());
            Identity own = Identity.read(file);
            try (RpcLine theirs = house.line(own)) {
                assertThat(theirs.call(Operation.QUERY, body()).fields().get("caller").kind())
                        .isEqualTo("'" + own.principal() + "'");
            }
        }
    }

    @Test
    void nobodyElseIsSpokenTo() {
        int before = house.calls.get();
        Identity other = Identity.generate();
        try (RpcLine wrong = new RpcLine(house.address(), Expected.of(other.principal()), guest, RpcSettings.USUAL)) {
            assertThatThrownBy(() -> wrong.call(Operation.QUERY, body())).isInstanceOf(IOException.class)
                    .hasMessageContaining(
                            "certificate: has somebody else's key: it is " + house.own.principal() + " instead of "
                                    + other.principal());
        }
        assertThat(house.calls.get()).isEqualTo(before);
        assertThatThrownBy(() -> new RpcLine(URI.create("http://127.0.0.1/rpc"), Expected.of(other.principal()), guest,
                RpcSettings.USUAL))
                .hasMessage("address: must begin with https://, got 'http://127.0.0.1/rpc'");
    }

    @Test
    void anotherPathIsNobodysDoor() {
        try (RpcLine lost = new RpcLine(URI.create(house.address() + "er"), Expected.of(house.own.principal()), guest,
                RpcSettings.USUAL)) {
            assertThatThrownBy(() -> lost.call(Operation.QUERY, body())).isInstanceOf(IOException.class)
                    .hasMessageEndingWith("answered by HTTP 404");
        }
    }

    /** With the standard library alone; the key file is the one that we write. */
    @Test
    void pythonCallsIt() throws Exception {
        assertThat(Files.isExecutable(PYTHON)).as("there is no %s: apt install python3", PYTHON).isTrue();
        guest.write(folder.resolve("guest.key"));
        Files.writeString(folder.resolve("guest.pem"), Pem.block("CERTIFICATE", guest.certificate(List.of()).getEncoded()));
        Files.writeString(folder.resolve("peer.pem"),
                Pem.block("CERTIFICATE", house.own.certificate(List.of("localhost", "127.0.0.1")).getEncoded()));
        Path script = Path.of(System.getProperty("orca.root"), "orca-wire", "src", "test", "python", "rpc_guest.py");
        assertThat(shell(PYTHON + " '" + script + "' " + house.address() + " guest.pem guest.key peer.pem"))
                .contains("caller " + guest.principal(), "without a key: ", "all is well");
    }

    private String shell(String command) throws Exception {
        Process process = new ProcessBuilder("sh", "-c", command).directory(folder.toFile()).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
