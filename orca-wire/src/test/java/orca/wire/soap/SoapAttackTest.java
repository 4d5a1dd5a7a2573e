package orca.wire.soap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import orca.wire.call.CallRefused;
import orca.wire.call.Door;
import orca.wire.text.Retained;
import orca.wire.text.Tree;
import orca.wire.trust.Identity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What others may send, over a socket: each is refused by a signed fault, and the actor hears nothing of it. */
class SoapAttackTest {
    private static final Identity SITE = Identity.generate();
    private static final String DSIG_MORE = "http://www.w3.org/2001/04/xmldsig-more#";

    private static final KeyPair GUEST = Keys.known();

    private final AtomicInteger heard = new AtomicInteger();
    private final Door door = (caller, operation, body) -> {
        heard.incrementAndGet();
        return new Tree.Branch(0, Map.of("word", new Tree.Text(0, "done")));
    };
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Endpoint endpoint;

    @BeforeEach
    void open() throws Exception {
        endpoint = new Endpoint(SITE, door, SoapSettings.USUAL, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        endpoint.close();
        http.close();
    }

    private Forge forge() throws Exception {
        return new Forge(endpoint.address().toString(), GUEST);
    }

    private HttpResponse<byte[]> post(byte[] bytes) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(endpoint.address()).header("Content-Type", "text/xml; charset=UTF-8")
                .timeout(Duration.ofSeconds(60)).POST(HttpRequest.BodyPublishers.ofByteArray(bytes)).build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    /** The refusal of {@code envelope}, whose fault the site signed; fails when it was not refused. */
    private CallRefused refused(byte[] envelope) throws Exception {
        int before = heard.get();
        HttpResponse<byte[]> response = post(envelope);
        String shown = new String(response.body(), StandardCharsets.UTF_8);
        assertThat(response.statusCode()).as(shown).isEqualTo(500);
        Proof proof = new WssReader(new Tokens()).read(response.body());
        assertThat(proof.sender().principal()).isEqualTo(SITE.principal());
        assertThat(proof.relatesTo()).as("not heard, so not related").isEmpty();
        assertThat(heard.get()).isEqualTo(before);
        return Faults.read(XmlReading.body(proof.body())).orElseThrow();
    }

    private CallRefused refused(String envelope) throws Exception {
        return refused(envelope.getBytes(StandardCharsets.UTF_8));
    }

    private void isRefused(String envelope, CallRefused.Kind kind, String reason) throws Exception {
        CallRefused refusal = refused(envelope);
        assertThat(refusal.getMessage()).contains(reason);
        assertThat(refusal.kind()).isEqualTo(kind);
    }

    private void isUnproved(String envelope, String reason) throws Exception {
        isRefused(envelope, CallRefused.Kind.UNPROVED, reason);
    }

    @Test
    void whatIsForgedWithoutChangesIsGood() throws Exception {
        Forge forge = forge();
        forge.more.put("ReplyTo", EnvelopeWriter.headerBegin("ReplyTo") + "<wsa:Address>" + Wss.ANONYMOUS + "</wsa:Address>"
                + EnvelopeWriter.headerEnd("ReplyTo"));
        HttpResponse<byte[]> response = post(forge.envelope().getBytes(StandardCharsets.UTF_8));
        assertThat(response.statusCode()).isEqualTo(200);
        Proof proof = new WssReader(new Tokens()).read(response.body());
        assertThat(proof.relatesTo()).contains(forge.messageId);
        assertThat(heard).hasValue(1);
    }

    @Test
    void everyPartMustBeSigned() throws Exception {
        for (String part : List.of("Action", "MessageID", "To", "Timestamp", "Body", "ReplyTo")) {
            Forge forge = forge();
            forge.more.put("ReplyTo", EnvelopeWriter.headerBegin("ReplyTo") + "<wsa:Address>" + Wss.ANONYMOUS
                    + "</wsa:Address>" + EnvelopeWriter.headerEnd("ReplyTo"));
            forge.unsigned.add(part);
            isUnproved(forge.envelope(), part + ": is not signed");
        }
        String good = forge().envelope();
        isUnproved(good.replaceAll("<wsse:Security.*</wsse:Security>", ""), "Security: the header is missing");
        isUnproved(good.replaceAll("<ds:Signature .*</ds:Signature>", ""), "must have BinarySecurityToken, Timestamp and");
        isUnproved(good.replaceAll("<wsu:Timestamp.*</wsu:Timestamp>", ""), "must have BinarySecurityToken, Timestamp and");
        isUnproved(good.replaceAll("<ds:Reference URI=\"#Body\">.*?</ds:Reference>", ""), "Body: is not signed");
        for (String header : List.of("Action", "MessageID", "To")) {
            isUnproved(good.replaceAll("<wsa:" + header + ".*</wsa:" + header + ">", ""), "Header: " + header + " is missing");
        }
    }

    @Test
    void aSignedBodyThatWasMovedSpeaksForNoOther() throws Exception {
        Forge forge = forge();
        String good = forge.envelope();
        String body = forge.body();
        String evil = body.replace("hello", "evil");
        String wrapped = "<w:Wrapper xmlns:w=\"urn:w\">" + body + "</w:Wrapper>";
        isUnproved(good.replace(body, evil), "Signature: does not fit");
        isRefused(good.replace(body, evil.replace(" wsu:Id=\"Body\"", "")).replace("<wsse:Security ", body + "<wsse:Security "),
                CallRefused.Kind.MALFORMED, "Header: 'Body' is not known here");
        for (String moved : List.of(
                good.replace(body, evil.replace("\"Body\"", "\"Other\"")).replace("<wsse:Security ", wrapped + "<wsse:Security "),
                good.replace(body, evil.replace(" wsu:Id=\"Body\"", "")).replace("<wsse:Security ", wrapped + "<wsse:Security "),
                good.replace(body, evil).replace("<wsse:Security ", wrapped + "<wsse:Security "),
                good.replace(body, evil.replace("\"Body\"", "\"Other\""))
                        .replace("</ds:KeyInfo>", "</ds:KeyInfo><ds:Object>" + body + "</ds:Object>"),
                good.replace(body, evil.replace("\"Body\"", "\"Other\"")).replace("</wsse:Security>", body + "</wsse:Security>"),
                good.replace(body, body + evil.replace("\"Body\"", "\"Other\"")),
                good.replace(body, evil.replace("\"Body\"", "\"Other\"") + body),
                good.replace(body, evil.replace(" wsu:Id=\"Body\">", ">" + body)),
                good.replace(EnvelopeWriter.END, wrapped + EnvelopeWriter.END))) {
            assertThat(refused(moved).kind()).isIn(CallRefused.Kind.UNPROVED, CallRefused.Kind.MALFORMED);
        }
    }

    @Test
    void headersStandThereOnceAndAtTheirPlace() throws Exception {
        Forge forge = forge();
        String good = forge.envelope();
        String to = Forge.header("To", forge.to);
        isUnproved(good.replace(to, to + to), "stands there twice");
        isUnproved(good.replace(to, to + to.replace("\"To\"", "\"To2\"")), "Header: 'To' stands there twice");
        isUnproved(good.replace(to, to.replace("\"To\"", "\"To2\"").replace(forge.to, "http://else/") + to),
                "Header: 'To' stands there twice");
        String security = good.substring(good.indexOf("<wsse:Security"), good.indexOf("</soap:Header>"));
        String renamed = security.replaceAll("Id=\"(\\w+)\"", "Id=\"$1b\"");
        isUnproved(good.replace(security, renamed + security), "Header: 'Security' stands there twice");
        isUnproved(good.replace(security, security.replace("<ds:Signature ", "<ds:Signature></ds:Signature><ds:Signature ")
                .replace("<ds:Signature>", "<ds:Signature xmlns:ds=\"" + Wss.DS + "\">")), "'Signature' stands there twice");
        isUnproved(good.replace("<ds:DigestValue>", "<ds:DigestValue Id=\"Body\">"), "stands there twice");
        isRefused(good.replace("<soap:Header>", "<soap:Header><x xmlns=\"urn:x\"></x>"), CallRefused.Kind.MALFORMED,
                "Header: 'x' is not known here");
        isRefused(good.replace("<wsse:Security ", "<wsse:Security soap:actor=\"urn:next\" "), CallRefused.Kind.MALFORMED,
                "for another actor");
        Forge elsewhere = forge();
        elsewhere.more.put("ReplyTo", EnvelopeWriter.headerBegin("ReplyTo") + "<wsa:Address>http://victim/</wsa:Address>"
                + EnvelopeWriter.headerEnd("ReplyTo"));
        isRefused(elsewhere.envelope(), CallRefused.Kind.MALFORMED, "ReplyTo: must be " + Wss.ANONYMOUS);
        Forge answer = forge();
        answer.more.put("RelatesTo", Forge.header("RelatesTo", "urn:uuid:1"));
        isRefused(answer.envelope(), CallRefused.Kind.MALFORMED, "RelatesTo: belongs into answers only");
    }

    @Test
    void weakAlgorithmsAreRefused() throws Exception {
        KeyPair pair = Keys.curve("secp256r1");
        Forge sha1 = new Forge(endpoint.address().toString(), pair);
        sha1.method = DSIG_MORE + "ecdsa-sha1";
        sha1.signer = info -> {
            Signature signature = Signature.getInstance("SHA1withECDSAinP1363Format");
            signature.initSign(pair.getPrivate());
            signature.update(info);
            return signature.sign();
        };
        isUnproved(sha1.envelope(), "SignatureMethod: must be " + SignatureKind.P256.uri());
        Forge none = forge();
        none.method = "";
        none.signer = info -> new byte[1];
        isUnproved(none.envelope(), "SignatureMethod: must be");
        for (String mac : List.of(Wss.DS + "hmac-sha1", DSIG_MORE + "hmac-sha256")) {
            Forge forge = new Forge(endpoint.address().toString(), pair);
            forge.method = mac;
            forge.signer = info -> {
                Mac hash = Mac.getInstance(mac.endsWith("1") ? "HmacSHA1" : "HmacSHA256");
                hash.init(new SecretKeySpec(pair.getPublic().getEncoded(), "Hmac"));
                return hash.doFinal(info);
            };
            isUnproved(forge.envelope(), "SignatureMethod: must be");
        }
        for (String[] weak : new String[][] {
            {Wss.DS + "sha1", "SHA-1"}, {DSIG_MORE + "md5", "MD5"}, {"http://www.w3.org/2001/04/xmlenc#sha512", "SHA-512"}}) {
            Forge forge = forge();
            forge.digestMethod = weak[0];
            forge.digest = weak[1];
            isUnproved(forge.envelope(), "DigestMethod: must be " + Wss.SHA256);
        }
        Forge empty = forge();
        empty.signer = info -> new byte[64];
        isUnproved(empty.envelope(), "Signature: does not fit");
    }

    @Test
    void weakAndStrangeKeysAreRefused() throws Exception {
        for (int bits : new int[] {1024, 2048}) {
            KeyPair pair = Keys.rsa(bits);
            for (String hash : List.of("SHA1", "SHA256")) {
                Forge forge = new Forge(endpoint.address().toString(), pair);
                forge.method = hash.equals("SHA1") ? Wss.DS + "rsa-sha1" : SignatureKind.RSA.uri();
                forge.signer = info -> {
                    Signature signature = Signature.getInstance(hash + "withRSA");
                    signature.initSign(pair.getPrivate());
                    signature.update(info);
                    return signature.sign();
                };
                if (bits == 1024) {
                    isUnproved(forge.envelope(), "RSA must have 2048 to 8192 bits, has 1024");
                } else if (hash.equals("SHA1")) {
                    isUnproved(forge.envelope(), "SignatureMethod: must be");
                } else {
                    assertThat(post(forge.envelope().getBytes(StandardCharsets.UTF_8)).statusCode()).isEqualTo(200);
                }
            }
        }
        isUnproved(new Forge(endpoint.address().toString(), Keys.curve("secp521r1")).envelope(), "must be on the named curve");
        Forge other = forge();
        other.token = Base64.getEncoder().encodeToString(Keys.certificate(Keys.curve("secp256r1")).getEncoded());
        isUnproved(other.envelope(), "Signature: does not fit");
        other.token = "AAAA";
        isUnproved(other.envelope(), "BinarySecurityToken: is no X.509 certificate");
        other.token = "A".repeat(30_000);
        isUnproved(other.envelope(), "BinarySecurityToken: has more than");
    }

    @Test
    void transformsThatCouldHideSomethingAreRefused() throws Exception {
        String w3 = "http://www.w3.org/";
        for (String transform : List.of(w3 + "TR/1999/REC-xslt-19991116", w3 + "2002/06/xmldsig-filter2",
                Wss.DS + "enveloped-signature", w3 + "TR/2001/REC-xml-c14n-20010315", Wss.EXCLUSIVE + "WithComments")) {
            Forge forge = forge();
            forge.transform = transform;
            isUnproved(forge.envelope(), "Transform: must be " + Wss.EXCLUSIVE);
            Forge whole = forge();
            whole.canonical = transform;
            isUnproved(whole.envelope(), "CanonicalizationMethod: must be " + Wss.EXCLUSIVE);
        }
        Forge forge = forge();
        String good = forge.envelope();
        isUnproved(good.replace("<ds:Reference URI=\"#Body\"", "<ds:Reference URI=\"\""), "is not there");
        isUnproved(good.replace("<ds:Reference URI=\"#Body\"", "<ds:Reference URI=\"http://127.0.0.1:1/x\""), "is not there");
        isUnproved(good.replace("<ds:Reference URI=\"#To\"", "<ds:Reference URI=\"#Body\""), "or twice");
    }

    @Test
    void nothingIsHeardTwiceOrByAnother() throws Exception {
        Forge forge = forge();
        byte[] envelope = forge.envelope().getBytes(StandardCharsets.UTF_8);
        assertThat(post(envelope).statusCode()).isEqualTo(200);
        assertThat(refused(envelope)).hasMessage("MessageID: was heard before");
        forge.payload = forge.payload.replace("hello", "other");
        isUnproved(forge.envelope(), "MessageID: was heard before");
        Forge elsewhere = forge();
        elsewhere.to = elsewhere.to.replace("site", "broker");
        isUnproved(elsewhere.envelope(), "To: this is not 'http");
        assertThat(heard).hasValue(1);

        // The same bytes after a restart.
        Instant earlier = Instant.now().minusSeconds(2);
        try (Endpoint again = new Endpoint(SITE, door, SoapSettings.USUAL, Clock.systemUTC())) {
            Forge old = forge();
            old.to = again.address().toString();
            old.created = earlier;
            HttpResponse<byte[]> response = http.send(HttpRequest.newBuilder(again.address()).header("Content-Type", "text/xml")
                    .POST(HttpRequest.BodyPublishers.ofString(old.envelope())).build(), HttpResponse.BodyHandlers.ofByteArray());
            assertThat(new String(response.body(), StandardCharsets.UTF_8)).contains("before this actor began at");
        }
    }

    @Test
    void staleAndEarlyMessagesAreRefused() throws Exception {
        Instant now = Instant.now();
        for (long[] times : new long[][] {{-600, -300}, {-400, -100}, {10, 60}, {3600, 3660}, {0, 0}, {0, -1}, {0, 301}}) {
            Forge forge = forge();
            forge.created = now.plusSeconds(times[0]);
            forge.expires = now.plusSeconds(times[1]);
            isUnproved(forge.envelope(), "Timestamp: ");
        }
        String good = forge().envelope();
        isUnproved(good.replaceAll("<wsu:Expires>.*</wsu:Expires>", ""), "must have Created and Expires");
    }

    @Test
    void whatIsTooMuchIsRefusedBeforeItCosts() throws Exception {
        String good = forge().envelope();
        String dtd = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">"
                + "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">]>";
        isRefused(dtd + good.replace("hello", "&c;"), CallRefused.Kind.MALFORMED, "Envelope: has a DTD");
        isRefused("<!DOCTYPE x SYSTEM \"http://127.0.0.1:1/x\">" + good, CallRefused.Kind.MALFORMED, "Envelope: has a DTD");
        isRefused(good.replace("hello", "hel<!-- x -->lo"), CallRefused.Kind.MALFORMED, "only elements and text");
        isRefused(good.replace("hello", "hel<?x y?>lo"), CallRefused.Kind.MALFORMED, "only elements and text");
        isRefused("", CallRefused.Kind.MALFORMED, "not well-formed");
        for (int depth : new int[] {60, 100_000}) {
            Forge deep = forge();
            deep.payload = "<query xmlns=\"urn:orca:wire\">" + "<a>".repeat(depth) + "</a>".repeat(depth) + "</query>";
            isRefused(deep.envelope(), CallRefused.Kind.MALFORMED, "nested deeper");
        }
        byte[] large = new byte[12 * 1024 * 1024];
        Arrays.fill(large, (byte) ' ');
        assertThat(refused(large)).hasMessageContaining("must have at most 8388608 bytes");
    }

    @Test
    void aHundredMegabytesAreNotRead() throws Exception {
        byte[] part = new byte[1024 * 1024];
        AtomicInteger sent = new AtomicInteger();
        Iterable<byte[]> parts = () -> java.util.stream.Stream.generate(() -> part).limit(100)
                .peek(p -> sent.incrementAndGet()).iterator();
        HttpRequest request = HttpRequest.newBuilder(endpoint.address()).header("Content-Type", "text/xml")
                .POST(HttpRequest.BodyPublishers.ofByteArrays(parts)).build();
        Optional<HttpResponse<byte[]>> response = Optional.empty();
        try {
            response = Optional.of(http.send(request, HttpResponse.BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            // The connection was ended while we still sent.
        }
        response.ifPresent(answer -> assertThat(answer.statusCode()).isEqualTo(500));
        assertThat(sent).hasValueLessThan(100);
        assertThat(heard).hasValue(0);
    }

    /** Any byte of a good message changed: another key could not even speak for itself. */
    @Test
    void aTamperedByteAnywhereIsRefused() throws Exception {
        int inputs = Integer.getInteger("orca.fuzz", 500);
        long seed = Long.getLong("orca.fuzz.seed", 1);
        Random random = new Random(seed);
        List<String> wrong = new ArrayList<>();
        Retained memory = new Retained(inputs);
        for (int i = 0; i < inputs; i++) {
            Forge forge = forge();
            byte[] good = forge.envelope().getBytes(StandardCharsets.UTF_8);
            byte[] bad = Mutations.one(good, random);
            int before = heard.get();
            HttpResponse<byte[]> response = post(bad);
            String answer = new String(response.body(), StandardCharsets.UTF_8);
            boolean signed = answer.contains("<ds:SignatureValue>");
            boolean clear = response.statusCode() == 500 && answer.contains("<soap:Fault>") && signed && heard.get() == before;
            // White space between elements that nobody signs, or in base64, changes nothing that is said.
            boolean same = response.statusCode() == 200 && heard.get() == before + 1 && Mutations.saysTheSame(good, bad);
            if (!clear && !same) {
                wrong.add("seed " + seed + " input " + i + ": " + answer + "\n" + new String(bad, StandardCharsets.UTF_8));
            }
            memory.next();
        }
        assertThat(wrong).isEmpty();
        memory.hasNotGrown();
    }
}
