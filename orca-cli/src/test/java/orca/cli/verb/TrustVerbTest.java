package orca.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import orca.wire.trust.AddressBook;
import orca.wire.trust.Fingerprint;
import orca.wire.trust.Identity;
import orca.wire.trust.Introduction;
import orca.wire.trust.KnownKey;
import orca.wire.trust.Peer;
import orca.wire.trust.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys, introductions and address books, as operators handle them. */
class TrustVerbTest {
    @TempDir
    private Path folder;

    private Typing type(String... args) {
        return Typing.at(folder, Map.of(), args);
    }

    private String fingerprint(String key) {
        return type("key", "show", key, "-o", "name").out().strip();
    }

    private String saved(String name, Typing typed) throws IOException {
        assertThat(typed.code()).as(typed.err()).isZero();
        Files.writeString(folder.resolve(name), typed.out());
        return name;
    }

    @Test
    void initMakesAllThatAnActorNeedsAndNeverOverwrites() throws Exception {
        Typing typed = type("init", "site", "--role", "authority", "--name", "west",
                "--endpoint", "https://west.example/soap/west");
        assertThat(typed.code()).isZero();
        Path key = folder.resolve("site/keys/west.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key))).isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key.getParent()))).isEqualTo("rwx------");
        Identity identity = Identity.read(key);
        Introduction introduction = Introduction.read(Files.readString(folder.resolve("site/west.pub")));
        assertThat(introduction.speaker().principal()).isEqualTo(identity.principal());
        assertThat(introduction.name()).isEqualTo("west");
        assertThat(introduction.endpoints()).hasSize(1);
        assertThat(AddressBook.read(folder.resolve("site"))).isEqualTo(AddressBook.EMPTY);
        assertThat(Files.readString(folder.resolve("site/west.yaml"))).contains("authorities:\n  west:\n").doesNotContain("NAME");
        assertThat(typed.out()).startsWith("west is a new authority\n  site/keys/west.key  its key: keep it to this machine")
                .contains("then orca up site/west.yaml")
                .endsWith(new Fingerprint(identity.principal()).groups().indent(2));

        String before = Files.readString(key);
        Typing again = type("init", "site", "--role", "broker", "--name", "west");
        assertThat(again.code()).isEqualTo(6);
        assertThat(again.err()).contains("already; nothing was made");
        assertThat(Files.readString(key)).isEqualTo(before);
        assertThat(type("init", "site", "--role", "broker", "--name", "market").code()).as("two share a folder").isZero();
        Typing here = type("init", "--role", "service-manager", "--name", "lab", "-o", "json");
        assertThat(here.out()).as(here.err())
                .contains("\"key\" : \"keys/lab.key\"", "\"role\" : \"service-manager\"");
    }

    @Test
    void whatIsWrongWithInitIsSaid() {
        assertThat(type("init", "--role", "king", "--name", "west").err()).contains("--role: must be authority, broker");
        assertThat(type("init", "--role", "operator", "--name", "ada").err()).contains("an operator is no actor");
        assertThat(type("init", "--role", "broker", "--name", "The Market").err()).contains("--name: must be 1 to 64 characters");
        assertThat(type("init", "--role", "broker", "--name", "m", "--endpoint", "ftp://x").err())
                .contains("--endpoint: url: must begin with http:// or https://");
        assertThat(type("init", "--name", "m").code()).isEqualTo(2);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aPeerIsTrustedByItsIntroductionAndItsFingerprint() throws Exception {
        type("init", "there", "--role", "broker", "--name", "market", "--endpoint", "https://market.example/soap/market");
        String print = Fingerprint.parse(fingerprint("there/market.pub")).groups().replace("\n", " ").toUpperCase();
        Typing wrong = type("trust", "add", "there/market.pub", "--fingerprint", "0" + print.substring(1).replace('A', 'B'));
        assertThat(wrong.code()).isEqualTo(3);
        assertThat(wrong.err()).contains("--fingerprint: is not that of the key in there/market.pub");
        Typing added = type("trust", "add", "there/market.pub", "--fingerprint", print, "--types", "vm,licence",
                "--most-units", "8", "--longest", "7d", "--note", "Ada, by telephone");
        assertThat(added.code()).as(added.err()).isZero();
        assertThat(added.out()).startsWith("market is trusted as broker, by the key\n  ").doesNotContain("compare");
        assertThat(type("trust", "add", "there/market.pub").code()).isEqualTo(6);
        assertThat(type("trust", "list").out().lines().map(line -> line.replaceAll(" +", " "))).containsExactly(
                "NAME ROLE KEY ENDPOINT LIMITS PINNED NOTE",
                "market broker " + print.replace(" ", "").substring(0, 16).toLowerCase() + ".. soap=https://m.."
                        + " vm,licence unit.. 13:00:00 Ada, by telephone");
        assertThat(type("trust", "list", "-o", "name").out()).isEqualTo("market\n");
        assertThat(type("trust", "list", "-o", "wide").out()).contains(fingerprint("there/market.pub"))
                .contains("vm,licence units<=8 term<=7d");
        assertThat(type("trust", "list", "-o", "json").out()).contains("\"mostUnits\" : 8", "\"longest\" : \"7d\"");
        assertThat(type("trust", "show", "market").out()).contains("endpoint  soap=https://market.example/soap/market\n",
                "limits    vm,licence units<=8 term<=7d\n",
                "pinned    2026-11-21T13:00:00+01:00\n", "note      Ada, by telephone\n");
        assertThat(type("trust", "remove", "market").out()).isEqualTo("market is trusted no longer\n");
        assertThat(type("trust", "remove", "market").code()).isEqualTo(3);
        assertThat(type("trust", "list").err()).contains("nobody is known here");
    }

    @Test
    void aFingerprintAloneWillDoAndAPlainKeyToo() throws Exception {
        assertThat(type("trust", "add", "--fingerprint", "AB:".repeat(32), "--name", "ada", "--role", "operator").code())
                .isZero();
        assertThat(AddressBook.read(folder).find("ada").orElseThrow().principal().value()).isEqualTo("ab".repeat(32));
        Identity identity = Identity.generate();
        Files.writeString(folder.resolve("lab.pem"), Introduction.of(identity, "x", Role.BROKER, List.of()).keyBlock());
        assertThat(type("trust", "add", "lab.pem").err()).contains("--name: must be given where there is no introduction");
        Typing added = type("trust", "add", "lab.pem", "--name", "lab", "--role", "service-manager");
        assertThat(added.out()).contains("compare this with its owner by telephone");
        assertThat(type("trust", "add", "--name", "x").err()).contains("give a FILE, a --fingerprint, or both");
        assertThat(other("12").err()).contains("--fingerprint: must be 64 hexadecimal digits, got 2");
        assertThat(other("c".repeat(64), "--most-units", "0").err()).contains("limits.mostUnits: must be 1 or more");
        assertThat(other("c".repeat(64), "--types", "vm,,x").code()).isEqualTo(2);
    }

    private Typing other(String fingerprint, String... more) {
        List<String> words = new ArrayList<>(
                List.of("trust", "add", "--fingerprint", fingerprint, "--name", "x", "--role", "broker"));
        words.addAll(List.of(more));
        return type(words.toArray(String[]::new));
    }

    @Test
    void aBookThatSomebodySpoiltIsLeftAlone() throws Exception {
        Files.writeString(folder.resolve("trust.yaml"), "peers:\n- {name: a}\n");
        Typing typed = type("trust", "list");
        assertThat(typed.code()).isEqualTo(2);
        assertThat(typed.err()).contains("trust.yaml: line 2: peers[0].role: must be given");
        assertThat(other("c".repeat(64)).code()).isEqualTo(2);
        assertThat(Files.readString(folder.resolve("trust.yaml"))).isEqualTo("peers:\n- {name: a}\n");
    }

    @Test
    void aNewKeyTakesTheOldOnesPlaceByItsWord() throws Exception {
        type("init", "--role", "authority", "--name", "west");
        type("trust", "add", "west.pub");
        assertThat(type("key", "new", "keys/west-2.key").code()).isZero();
        assertThat(type("key", "new", "keys/west-2.key").code()).isEqualTo(6);
        String paper = saved("west.succession", type("key", "succeed", "west", "west-2"));
        Typing typed = type("trust", "succeed", paper);
        assertThat(typed.code()).as(typed.err()).isZero();
        assertThat(typed.out()).startsWith("west has a new key since 13:00:00, which its old one signed\n");
        Peer west = AddressBook.read(folder).find("west").orElseThrow();
        assertThat(west.principal().value()).isEqualTo(fingerprint("west"));
        assertThat(west.key().toString()).isEqualTo(fingerprint("west-2"));
        assertThat(type("trust", "show", "west").out()).contains("until     2026-11-21T13:00:00+01:00 its key was "
                + fingerprint("west"));
        assertThat(type("trust", "succeed", paper).code()).as("a second time").isZero();
        type("key", "new", "keys/stranger.key");
        String stranger = saved("stranger.succession", type("key", "succeed", "stranger", "west"));
        assertThat(type("trust", "succeed", stranger).code()).isEqualTo(3);
        assertThat(type("trust", "succeed", "west.pub").err()).contains("succession: must be ORCA SUCCESSION");
        assertThat(type("key", "succeed", "west", "west").err()).contains("a key cannot succeed itself");
    }

    @Test
    void aKeyIsShownIntroducedAndCertifiedButNeverTold() throws Exception {
        type("key", "new", "ada.key");
        String secret = Files.readString(folder.resolve("ada.key")).lines().skip(1).findFirst().orElseThrow();
        String pub = saved("ada.pub", type("key", "introduce", "ada.key", "--name", "ada", "--role", "operator"));
        Typing shown = type("key", "show", pub);
        assertThat(shown.out()).startsWith("calls itself  ada, operator\nkind          P-256\nprincipal     ");
        assertThat(type("trust", "add", pub).out()).startsWith("ada is trusted as operator");
        Typing pem = type("key", "certificate", "ada.key", "--host", "localhost");
        var certificate = CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.out().getBytes(StandardCharsets.US_ASCII)));
        assertThat(KnownKey.read(certificate.getPublicKey().getEncoded()).principal().value())
                .isEqualTo(fingerprint("ada.key"));
        assertThat(type("key", "show", pub, "-o", "yaml").out()).contains("kind: P-256\n", "role: operator\n");
        for (Typing typing : List.of(shown, pem, type("key", "show", "ada.key", "-o", "yaml"))) {
            assertThat(typing.out() + typing.err()).doesNotContain(secret);
        }
        assertThat(type("key", "show", "nobody").err()).contains("there is no key file nobody and no keys/nobody.key");
        Files.setPosixFilePermissions(folder.resolve("ada.key"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(type("key", "certificate", "ada.key").err()).contains("only its owner may read it");
    }
}
