package orca.wire.soap;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import orca.wire.call.Operation;
import orca.wire.text.Tree;
import orca.wire.trust.Identity;

/**
 * Writes signed envelopes. Every element that is signed is written in the form that exclusive canonical XML gives it, with the
 * namespaces it uses declared on itself, so its digest is that of its bytes as they stand. What comes out is an ordinary
 * message of WS-Security 1.1, which WSS4J and others check without knowing any of this.
 */
public final class EnvelopeWriter {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'")
            .withZone(ZoneOffset.UTC);
    private static final int USUAL_LENGTH = 6000;
    static final String BEGIN = "<soap:Envelope xmlns:soap=\"" + Wss.SOAP + "\"><soap:Header>";
    static final String SECURITY = "<wsse:Security xmlns:wsse=\"" + Wss.WSSE + "\" soap:mustUnderstand=\"1\">"
            + "<wsse:BinarySecurityToken xmlns:wsu=\"" + Wss.WSU + "\" EncodingType=\"" + Wss.BASE64 + "\" ValueType=\""
            + Wss.X509 + "\" wsu:Id=\"Token\">";
    static final String TOKEN_END = "</wsse:BinarySecurityToken>";
    static final String SIGNATURE = "<ds:Signature xmlns:ds=\"" + Wss.DS + "\">";
    static final String SIGNED_INFO = "<ds:SignedInfo xmlns:ds=\"" + Wss.DS + "\"><ds:CanonicalizationMethod Algorithm=\""
            + Wss.EXCLUSIVE + "\"></ds:CanonicalizationMethod><ds:SignatureMethod Algorithm=\"";
    static final String METHOD_END = "\"></ds:SignatureMethod>";
    static final String REFERENCE = "<ds:Reference URI=\"#";
    static final String TO_DIGEST = "\"><ds:Transforms><ds:Transform Algorithm=\"" + Wss.EXCLUSIVE
            + "\"></ds:Transform></ds:Transforms><ds:DigestMethod Algorithm=\"" + Wss.SHA256
            + "\"></ds:DigestMethod><ds:DigestValue>";
    static final String REFERENCE_END = "</ds:DigestValue></ds:Reference>";
    static final String SIGNED_INFO_END = "</ds:SignedInfo>";
    static final String VALUE = "<ds:SignatureValue>";
    static final String VALUE_END = "</ds:SignatureValue><ds:KeyInfo><wsse:SecurityTokenReference><wsse:Reference URI=\"#Token\""
            + " ValueType=\"" + Wss.X509 + "\"></wsse:Reference></wsse:SecurityTokenReference></ds:KeyInfo></ds:Signature>"
            + "</wsse:Security></soap:Header>";
    static final String END = "</soap:Envelope>";
    static final String BODY = "<soap:Body xmlns:soap=\"" + Wss.SOAP + "\" xmlns:wsu=\"" + Wss.WSU + "\" wsu:Id=\"Body\">";
    static final String BODY_END = "</soap:Body>";
    static final String TIMESTAMP = "<wsu:Timestamp xmlns:wsu=\"" + Wss.WSU + "\" wsu:Id=\"Timestamp\"><wsu:Created>";
    static final String TO_EXPIRES = "</wsu:Created><wsu:Expires>";
    static final String TIMESTAMP_END = "</wsu:Expires></wsu:Timestamp>";

    private final Identity identity;
    private final String token;
    private final SignatureKind kind;
    private final SoapSettings settings;
    private final Clock clock;

    /** @param identity who signs */
    public EnvelopeWriter(Identity identity, SoapSettings settings, Clock clock) {
        this.identity = identity;
        this.kind = SignatureKind.of(identity.known());
        this.settings = settings;
        this.clock = clock;
        try {
            this.token = Base64.getEncoder().encodeToString(identity.certificate(List.of()).getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate of our own cannot be written", e);
        }
    }

    /**
     * A call.
     *
     * @param to the URL of the endpoint, exactly as its actor knows it
     * @param messageId as no other call of this sender has
     */
    public byte[] call(String to, String messageId, Operation operation, Tree.Branch body) {
        return write(to, Wss.action(operation), messageId, Optional.empty(), XmlTree.write(operation.word(), body));
    }

    /**
     * One signed envelope.
     *
     * @param payload the element in the body, in canonical form
     */
    byte[] write(String to, String action, String messageId, Optional<String> relatesTo, String payload) {
        Instant now = clock.instant();
        StringBuilder info = new StringBuilder(3000).append(SIGNED_INFO).append(kind.uri()).append(METHOD_END);
        StringBuilder out = new StringBuilder(USUAL_LENGTH + payload.length()).append(BEGIN);
        header(out, info, "Action", action);
        header(out, info, "MessageID", messageId);
        header(out, info, "To", to);
        relatesTo.ifPresent(id -> header(out, info, "RelatesTo", id));
        String timestamp = TIMESTAMP + time(now) + TO_EXPIRES + time(now.plus(settings.life())) + TIMESTAMP_END;
        refer(info, "Timestamp", timestamp);
        String body = BODY + payload + BODY_END;
        refer(info, "Body", body);
        String signed = info.append(SIGNED_INFO_END).toString();
        byte[] sealed = Base64.getDecoder().decode(identity.seal(signed.getBytes(StandardCharsets.UTF_8)).signature());
        return out.append(SECURITY).append(token).append(TOKEN_END).append(timestamp).append(SIGNATURE).append(signed)
                .append(VALUE).append(Base64.getEncoder().encodeToString(kind.toXml(sealed))).append(VALUE_END)
                .append(body).append(END).toString().getBytes(StandardCharsets.UTF_8);
    }

    static String time(Instant instant) {
        return TIME.format(instant);
    }

    static String headerBegin(String name) {
        return "<wsa:" + name + " xmlns:wsa=\"" + Wss.WSA + "\" xmlns:wsu=\"" + Wss.WSU + "\" wsu:Id=\"" + name + "\">";
    }

    static String headerEnd(String name) {
        return "</wsa:" + name + ">";
    }

    private static void header(StringBuilder out, StringBuilder info, String name, String text) {
        StringBuilder element = new StringBuilder(256).append(headerBegin(name));
        XmlTree.escape(element, text);
        String written = element.append(headerEnd(name)).toString();
        refer(info, name, written);
        out.append(written);
    }

    private static void refer(StringBuilder info, String id, String element) {
        info.append(REFERENCE).append(id).append(TO_DIGEST).append(digest(element.getBytes(StandardCharsets.UTF_8)))
                .append(REFERENCE_END);
    }

    private static String digest(byte[] bytes) {
        try {
            return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
