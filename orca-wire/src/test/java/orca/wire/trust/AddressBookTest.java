package orca.wire.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import orca.core.contract.Principal;
import orca.core.resource.TypeName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddressBookTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    private Path folder;

    private static Fingerprint hash(char digit) {
        return new Fingerprint(new Principal(String.valueOf(digit).repeat(64)));
    }

    private static Peer peer(String name, Fingerprint key) {
        return new Peer(name, Role.BROKER, key, List.of(), Limits.NONE, "", Optional.empty());
    }

    @Test
    void aBookIsTheSameAfterItsFile() throws Exception {
        Identity old = Identity.generate();
        Identity fresh = Identity.generate();
        Peer market = new Peer("market", Role.BROKER, new Fingerprint(old.principal()),
                List.of(Endpoint.parse("https://market.example:7443/soap/market"),
                        Endpoint.parse("xmlrpc=https://market.example:7443/rpc/market")),
                new Limits(List.of("vm", "licence"), Optional.of(8L), Optional.of(Duration.ofDays(7))),
                "by telephone: \"Ada\"", Optional.of(NOON));
        AddressBook book = AddressBook.EMPTY.with(market).with(peer("guest", hash('a')))
                .succeeded(lineage(Succession.of(old, fresh, NOON)));
        AddressBook.change(folder, none -> book);
        assertThat(AddressBook.read(folder)).isEqualTo(book);
        assertThat(Files.readString(folder.resolve("trust.yaml"))).startsWith("# Whom this container knows")
                .contains("\n- name: market\n").contains("xmlrpc=https://market.example:7443/rpc/market");
        assertThat(AddressBook.read(folder.resolve("elsewhere"))).isEqualTo(AddressBook.EMPTY);
    }

    @Test
    void whatPeopleTypeIsEnough() throws Exception {
        AddressBook book = AddressBook.fromFile("""
                peers:
                - {name: west, role: authority, principal: "%s", endpoints: ["http://10.0.0.1:80/soap/west"]}
                - {name: ada, role: operator, principal: %s, limits: {mostUnits: 3}}
                """.formatted("AB:".repeat(32), "c".repeat(64)));
        assertThat(book.find("west").orElseThrow().principal().value()).isEqualTo("ab".repeat(32));
        assertThat(book.find(hash('c').principal()).orElseThrow().name()).isEqualTo("ada");
        assertThat(book.find("ada").orElseThrow().limits().mostUnits()).contains(3L);
        assertThat(book.find("west").orElseThrow().endpoint(Endpoint.Binding.SOAP)).isPresent();
        assertThat(book.find("west").orElseThrow().endpoint(Endpoint.Binding.XMLRPC)).isEmpty();
    }

    private static void refused(String yaml, String... said) {
        assertThatThrownBy(() -> AddressBook.fromFile(yaml)).isInstanceOf(TrustException.class)
                .satisfies(e -> assertThat(e.getMessage().lines()).containsExactly(said));
    }

    @Test
    void whatIsWrongIsSaidWithLineAndField() {
        String good = "name: a, role: broker, principal: " + "a".repeat(64);
        refused("peers: [", "trust.yaml: line 1: not YAML: while parsing a flow node");
        refused("peers:\n- {name: A, role: king, principal: 12, colour: red}",
                "trust.yaml: line 2: peers[0].role: must be one of authority, broker, service-manager, operator, got 'king'",
                "trust.yaml: line 2: peers[0].principal: must be 64 hexadecimal digits, got 2 in '12'",
                "trust.yaml: line 2: peers[0].colour: unknown name; known are endpoints, limits, lineage, name, note, "
                        + "pinned, principal, role");
        refused("peers:\n- {" + good + ", endpoints: [\"ftp://x/\"]}", "trust.yaml: line 2: peers[0].endpoints[0]: "
                + "url: must begin with http:// or https://, got 'ftp://x/'");
        refused("peers:\n- {" + good + ", endpoints: [\"xmlrpc=http://x/\"]}", "trust.yaml: line 2: peers[0].endpoints[0]: "
                + "url: must begin with https:// where the binding is xmlrpc, got 'http://x/'");
        refused("peers:\n- {" + good + ", endpoints: [\"management=http://x/\"]}", "trust.yaml: line 2: peers[0].endpoints[0]: "
                + "url: must begin with https:// where the binding is management, got 'http://x/'");
        refused("peers:\n- {" + good + ", endpoints: [\"https://u:p@x/\"]}", "trust.yaml: line 2: peers[0].endpoints[0]: "
                + "url: must have a host, no user and no fragment, got 'https://u:p@x/'");
        refused("peers:\n- {" + good + ", limits: {mostUnits: 0}}",
                "trust.yaml: line 2: peers[0].limits: limits.mostUnits: must be 1 or more, got 0");
        refused("peers:\n- {" + good + ", limits: {longest: 0s}}",
                "trust.yaml: line 2: peers[0].limits: limits.longest: must be longer than nothing, got PT0S");
        refused("peers:\n- {" + good + "}\n- {" + good.replace("a".repeat(64), "b".repeat(64)) + "}",
                "trust.yaml: line 1: name: there are two peers named a");
        refused("peers:\n- {" + good + "}\n- {" + good.replace("name: a", "name: b") + "}",
                "trust.yaml: line 1: principal: a and b have the same key, " + "a".repeat(64));
    }

    @Test
    void namesAndKeysAreTakenOnce() throws Exception {
        AddressBook book = AddressBook.EMPTY.with(peer("market", hash('a')));
        assertThatThrownBy(() -> book.with(peer("market", hash('b')))).hasMessage("name: there are two peers named market");
        assertThatThrownBy(() -> book.with(peer("other", hash('a'))))
                .hasMessage("principal: market and other have the same key, " + "a".repeat(64));
        assertThat(book.without("market")).isEqualTo(AddressBook.EMPTY);
        assertThatThrownBy(() -> book.without("west")).hasMessage("name: nobody is called 'west' here");
    }

    @Test
    void aKeySucceedsAnotherOnlyByBothTheirWords() throws Exception {
        Identity one = Identity.generate();
        Identity two = Identity.generate();
        Identity three = Identity.generate();
        AddressBook book = AddressBook.EMPTY.with(peer("west", new Fingerprint(one.principal())));
        Succession first = Succession.of(one, two, NOON.plusMillis(3));
        assertThat(Succession.read(first.toFile())).isEqualTo(first);
        Lineage whole = lineage(first).with(Succession.of(two, three, NOON.plusSeconds(60)));
        assertThat(Lineage.read(whole.toFile())).isEqualTo(whole);
        AddressBook after = book.succeeded(whole);
        Peer west = after.find("west").orElseThrow();
        assertThat(west.principal()).as("who it is").isEqualTo(one.principal());
        assertThat(west.key().principal()).as("what it signs with").isEqualTo(three.principal());
        assertThat(after.find(one.principal())).contains(west);
        assertThat(after.owner(three.principal())).contains(west);
        assertThat(after.name(one.principal())).isEqualTo("west");
        assertThat(after.name(three.principal())).isEqualTo("west (another key)");
        assertThat(AddressBook.fromFile(after.toFile())).isEqualTo(after);
        assertThat(book.succeeded(lineage(first)).succeeded(whole)).as("what it has already").isEqualTo(after);
        assertThat(after.succeeded(lineage(first))).isEqualTo(after);

        assertThatThrownBy(() -> after.succeeded(lineage(Succession.of(one, Identity.generate(), NOON))))
                .hasMessage("succession: west has another key already: " + three.principal());
        assertThatThrownBy(() -> AddressBook.EMPTY.succeeded(lineage(first)))
                .hasMessage("succession: nobody here has the key " + one.principal());
        AddressBook both = book.with(peer("east", new Fingerprint(two.principal())));
        assertThatThrownBy(() -> both.succeeded(lineage(first)))
                .hasMessageStartingWith("principal: west and east have the same key");
        assertThatThrownBy(() -> new Succession(NOON, first.byOld(), Succession.of(one, three, NOON).byNew()))
                .hasMessage("the signature does not fit: the text or the signature was changed");
        assertThatThrownBy(() -> Succession.of(one, one, NOON)).hasMessage("succession: a key cannot succeed itself");
    }

    private static Lineage lineage(Succession... steps) {
        return new Lineage(List.of(steps));
    }

    @Test
    void aPeerSpeaksWithItsNewestKeyAndNoOther() throws Exception {
        Identity one = Identity.generate();
        Identity two = one.succeededBy(Identity.generate(), NOON);
        Identity three = two.succeededBy(Identity.generate(), NOON);
        Identity thief = one.succeededBy(Identity.generate(), NOON);
        AddressBook book = AddressBook.EMPTY.with(peer("west", new Fingerprint(one.principal())));
        AddressBook after = book.succeeded(two.lineage());
        for (Identity key : List.of(one, two, three, thief)) {
            assertThat(book.speaks(key.speaker())).as("who knows the first key only, believes what it signed")
                    .isEqualTo(one.principal());
        }
        for (Identity key : List.of(two, three)) {
            assertThat(after.speaks(key.speaker())).isEqualTo(one.principal());
            assertThat(after.wrote(key.speaker())).isEqualTo(one.principal());
        }
        assertThat(after.speaks(Speaker.of(two.known()))).as("a certificate without its lineage").isEqualTo(one.principal());
        assertThat(after.wrote(Speaker.of(two.known()))).as("a seal without its lineage would hold nowhere else")
                .isEqualTo(two.known().principal());
        assertThat(after.wrote(one.speaker())).as("of earlier days").isEqualTo(one.principal());
        assertThatThrownBy(() -> after.speaks(one.speaker()))
                .hasMessage("this key of west was succeeded by " + two.known().principal());
        for (Identity other : List.of(thief, thief.succeededBy(Identity.generate(), NOON))) {
            assertThatThrownBy(() -> after.speaks(other.speaker()))
                    .hasMessage("another key succeeded that of west here: " + two.known().principal());
            assertThatThrownBy(() -> after.wrote(other.speaker())).hasMessageStartingWith("another key succeeded");
        }
        AddressBook byPhone = AddressBook.EMPTY.with(peer("west", new Fingerprint(two.known().principal())));
        assertThatThrownBy(() -> byPhone.speaks(two.speaker())).hasMessageContaining("remove west and add its introduction");
        Identity stranger = Identity.generate();
        assertThat(after.speaks(stranger.speaker())).isEqualTo(stranger.principal());
    }

    @Test
    void anIntroductionTellsOfEarlierKeys() throws Exception {
        Identity one = Identity.generate();
        Identity two = one.succeededBy(Identity.generate(), NOON);
        Introduction made = Introduction.of(two, "west", Role.AUTHORITY, List.of());
        Introduction read = Introduction.read(made.toFile());
        assertThat(read).isEqualTo(made);
        assertThat(read.speaker().principal()).isEqualTo(one.principal());
        assertThat(read.speaker().key().principal()).isEqualTo(two.known().principal());
        assertThat(Introduction.key(made.toFile()).principal()).isEqualTo(two.known().principal());
        Identity other = Identity.generate().succeededBy(Identity.generate(), NOON);
        String mixed = Introduction.of(one, "west", Role.AUTHORITY, List.of()).toFile() + other.lineage().toFile();
        assertThatThrownBy(() -> Introduction.read(mixed)).hasMessageContaining("lineage: ends with the key "
                + other.known().principal() + ", not with " + one.principal());
    }

    @Test
    void aChangedHistoryOfKeysIsFound() throws Exception {
        Identity one = Identity.generate();
        Identity two = Identity.generate();
        String file = AddressBook.EMPTY.with(peer("west", new Fingerprint(one.principal())))
                .succeeded(lineage(Succession.of(one, two, NOON))).toFile();
        assertThatThrownBy(() -> AddressBook.fromFile(file.replace("2026-11-21T12:00:00Z", "2026-11-21T12:00:01Z")))
                .hasMessageContaining("lineage[0]").hasMessageContaining("the signature does not fit");
        assertThatThrownBy(() -> AddressBook.fromFile(file.replace(one.principal().value(), "d".repeat(64))))
                .hasMessageContaining("lineage: begins with the key " + one.principal() + ", not with " + "d".repeat(64));
    }

    @Test
    void everyChangedByteOfASuccessionOrAnIntroductionIsFound() throws Exception {
        Identity one = Identity.generate();
        String succession = Succession.of(one, Identity.generate(), NOON).toFile();
        String introduction = Introduction.of(one, "west", Role.AUTHORITY,
                List.of(Endpoint.parse("https://west.example/soap/west"))).toFile();
        int same = 0;
        for (int at = 0; at < succession.length(); at++) {
            String changed = changed(succession, at);
            try {
                assertThat(Succession.read(changed)).as("at %s", at).isEqualTo(Succession.read(succession));
                same++;
            } catch (TrustException e) {
                assertThat(e.getMessage()).startsWith("succession: ");
            }
        }
        for (int at = 0; at < introduction.length(); at++) {
            String changed = changed(introduction, at);
            try {
                assertThat(Introduction.read(changed)).as("at %s", at).isEqualTo(Introduction.read(introduction));
                same++;
            } catch (TrustException e) {
                assertThat(e.getMessage()).startsWith("introduction: ");
            }
        }
        assertThat(same).as("only what base64 does not look at").isLessThan(40);
    }

    private static String changed(String text, int at) {
        char c = text.charAt(at);
        return text.substring(0, at) + (c == 'A' ? 'B' : 'A') + text.substring(at + 1);
    }

    @Test
    void anIntroductionSaysWhoCallsItselfWhat() throws Exception {
        Identity one = Identity.generate();
        Introduction made = Introduction.of(
                one, "west", Role.AUTHORITY, List.of(Endpoint.parse("https://west.example/soap/west")));
        Introduction read = Introduction.read(made.toFile());
        assertThat(read).isEqualTo(made);
        assertThat(read.speaker().principal()).isEqualTo(one.principal());
        assertThat(Introduction.key(made.toFile()).principal()).isEqualTo(one.principal());
        assertThat(Introduction.key(made.keyBlock()).principal()).isEqualTo(one.principal());
        assertThatThrownBy(() -> new Introduction("east", Role.AUTHORITY, made.endpoints(), made.seal()))
                .hasMessageStartingWith("the signature does not fit");
        assertThatThrownBy(() -> Introduction.read(Succession.of(one, Identity.generate(), NOON).toFile()))
                .hasMessageStartingWith("introduction: must be ORCA INTRODUCTION, PUBLIC KEY, ORCA SIGNATURE in turn, has ORCA");
        assertThatThrownBy(() -> Introduction.read("hello")).hasMessage("introduction: line 1: must be '-----BEGIN ...'");
    }

    @Test
    void fingerprintsAreReadAsPeopleWriteThem() {
        Fingerprint print = new Fingerprint(new Principal("0123456789abcdef".repeat(4)));
        assertThat(print.groups()).isEqualTo("""
                0123 4567 89ab cdef
                0123 4567 89ab cdef
                0123 4567 89ab cdef
                0123 4567 89ab cdef""");
        assertThat(Fingerprint.parse(print.groups())).isEqualTo(print);
        assertThat(Fingerprint.parse("01:23-45 67:89:AB:CD:EF".repeat(4))).isEqualTo(print);
        assertThat(Fingerprint.brief(print.principal())).isEqualTo("0123456789abcdef..");
        assertThat(Fingerprint.brief(new Principal("market"))).isEqualTo("market");
        assertThatThrownBy(() -> Fingerprint.parse("01:23")).hasMessage("must be 64 hexadecimal digits, got 4 in '01:23'");
        assertThatThrownBy(() -> Fingerprint.parse("g".repeat(64))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void limitsSayWhatIsTooMuch() {
        Limits limits = new Limits(List.of("vm"), Optional.of(3L), Optional.of(Duration.ofDays(1)));
        TypeName vm = new TypeName("vm");
        assertThat(limits.exceeded(vm, 3, Duration.ofDays(1))).isEmpty();
        assertThat(limits.exceeded(new TypeName("vlan"), 1, Duration.ofHours(1))).contains("type: may be one of vm, got vlan");
        assertThat(limits.exceeded(vm, 4, Duration.ofHours(1))).contains("units: may be at most 3, got 4");
        assertThat(limits.exceeded(vm, 1, Duration.ofHours(25))).contains("term: may last at most 1d, got 1d1h");
        assertThat(Limits.NONE.exceeded(vm, 1_000_000, Duration.ofDays(9999))).isEmpty();
        assertThat(limits.words()).isEqualTo("vm units<=3 term<=1d");
    }

    @Test
    void twoWhoChangeABookAtOnceLoseNothing() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Callable<AddressBook>> all = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                Peer peer = peer("p" + i, hash(Character.forDigit(i, 16)));
                all.add(() -> AddressBook.change(folder, book -> book.with(peer)));
            }
            for (Future<AddressBook> one : threads.invokeAll(all)) {
                one.get();
            }
        }
        assertThat(AddressBook.read(folder).peers()).hasSize(16);
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()).toList())
                    .containsExactlyInAnyOrder("trust.yaml", ".trust.yaml.lock");
        }
    }
}
