package orca.wire.soap;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import orca.core.contract.Seal;
import orca.wire.call.CallRefused;
import orca.wire.trust.KnownKey;
import orca.wire.trust.Seals;
import orca.wire.trust.Speaker;

/**
 * Checks envelopes that are just as {@link EnvelopeWriter} writes them, several times as fast as anything that must understand
 * XML: what is signed is in canonical form as it stands, so its digest is that of its bytes, and everything else is a template
 * with a few places in it. It never refuses anything. Whatever does not hold, in form or by its signature, is left to WSS4J,
 * which says what is wrong; so it must only be right about what it lets pass.
 *
 * <p>Bytes that pass are well-formed and canonical, since they are compared with what would be written, letter by letter; they
 * have the parts that must be signed at their places and nothing besides, since that is the template; and the key is one that
 * WSS4J found in the same token before.
 */
final class OwnFormReader {
    private static final byte[] BEGIN = ascii(EnvelopeWriter.BEGIN);
    private static final byte[] SECURITY = ascii(EnvelopeWriter.SECURITY);
    private static final byte[] TOKEN_END = ascii(EnvelopeWriter.TOKEN_END);
    private static final byte[] TIMESTAMP = ascii(EnvelopeWriter.TIMESTAMP);
    private static final byte[] TO_EXPIRES = ascii(EnvelopeWriter.TO_EXPIRES);
    private static final byte[] TIMESTAMP_END = ascii(EnvelopeWriter.TIMESTAMP_END);
    private static final byte[] SIGNATURE = ascii(EnvelopeWriter.SIGNATURE);
    private static final byte[] SIGNED_INFO = ascii(EnvelopeWriter.SIGNED_INFO);
    private static final byte[] METHOD_END = ascii(EnvelopeWriter.METHOD_END);
    private static final byte[] REFERENCE = ascii(EnvelopeWriter.REFERENCE);
    private static final byte[] TO_DIGEST = ascii(EnvelopeWriter.TO_DIGEST);
    private static final byte[] REFERENCE_END = ascii(EnvelopeWriter.REFERENCE_END);
    private static final byte[] SIGNED_INFO_END = ascii(EnvelopeWriter.SIGNED_INFO_END);
    private static final byte[] VALUE = ascii(EnvelopeWriter.VALUE);
    private static final byte[] VALUE_END = ascii(EnvelopeWriter.VALUE_END);
    private static final byte[] BODY = ascii(EnvelopeWriter.BODY);
    private static final byte[] BODY_END = ascii(EnvelopeWriter.BODY_END);
    private static final byte[] END = ascii(EnvelopeWriter.END);
    private static final Pattern TIME = Pattern.compile("2\\d{3}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");

    private static final Header ACTION = new Header("Action");
    private static final Header MESSAGE_ID = new Header("MessageID");
    private static final Header TO = new Header("To");
    private static final Header RELATES_TO = new Header("RelatesTo");

    private final Tokens tokens;
    private final Seals seals = new Seals();

    OwnFormReader(Tokens tokens) {
        this.tokens = tokens;
    }

    private static final class Header {
        private final String name;
        private final byte[] begin;
        private final byte[] end;

        Header(String name) {
            this.name = name;
            this.begin = ascii(EnvelopeWriter.headerBegin(name));
            this.end = ascii(EnvelopeWriter.headerEnd(name));
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A part that must be signed: its id, and where it stands. */
    private record Part(String id, int from, int end) {}

    /** What {@code envelope} proves; empty when that is not for this reader to say. */
    Optional<Proof> read(byte[] envelope) {
        try {
            return Optional.of(new Reading(envelope).read());
        } catch (Canon.OtherForm | CallRefused e) {
            return Optional.empty();
        }
    }

    /** Whose token it has, if that was seen before. */
    Optional<Speaker> claimed(byte[] envelope) {
        try {
            return new Reading(envelope).claimed();
        } catch (Canon.OtherForm e) {
            return Optional.empty();
        }
    }

    /** One envelope being read. */
    private final class Reading {
        private final byte[] bytes;
        private final Canon in;
        private final List<Part> parts = new ArrayList<>(6);
        private final List<String> digests = new ArrayList<>(6);

        Reading(byte[] bytes) {
            this.bytes = bytes;
            this.in = new Canon(bytes);
        }

        Optional<Speaker> claimed() throws Canon.OtherForm {
            in.pass(BEGIN);
            for (Header header : List.of(ACTION, MESSAGE_ID, TO, RELATES_TO)) {
                header(header);
            }
            in.pass(SECURITY);
            return tokens.confirmed(in.word());
        }

        Proof read() throws Canon.OtherForm, CallRefused {
            in.pass(BEGIN);
            String action = header(ACTION).orElseThrow(Canon::other);
            String messageId = header(MESSAGE_ID).filter(id -> !id.isEmpty() && id.length() <= Proof.MAX_ID)
                    .orElseThrow(Canon::other);
            String to = header(TO).orElseThrow(Canon::other);
            Optional<String> relatesTo = header(RELATES_TO);
            in.pass(SECURITY);
            Speaker speaker = tokens.confirmed(in.word()).orElseThrow(Canon::other);
            KnownKey key = speaker.key();
            in.pass(TOKEN_END);
            int timestamp = in.at();
            in.pass(TIMESTAMP);
            String created = time();
            in.pass(TO_EXPIRES);
            String expires = time();
            in.pass(TIMESTAMP_END);
            parts.add(new Part("Timestamp", timestamp, in.at()));
            in.pass(SIGNATURE);
            int info = in.at();
            signedInfo(SignatureKind.of(key), parts.size() + 1);
            int infoEnd = in.at();
            in.pass(VALUE);
            String signature = in.word();
            in.pass(VALUE_END);
            int body = in.at();
            in.pass(BODY);
            XmlReading.Content content = in.content();
            in.pass(BODY_END);
            parts.add(new Part("Body", body, in.at()));
            in.pass(END);
            if (!in.ended()) {
                throw Canon.other();
            }
            checkDigests();
            checkSignature(key, info, infoEnd, signature);
            return new Proof(speaker, to, action, messageId, relatesTo, WssReader.instant("Created", created),
                    WssReader.instant("Expires", expires), java.util.Arrays.copyOfRange(bytes, body, bytes.length - END.length),
                    Optional.of(content));
        }

        private Optional<String> header(Header header) throws Canon.OtherForm {
            int from = in.at();
            if (!in.passes(header.begin)) {
                return Optional.empty();
            }
            String text = in.text();
            in.pass(header.end);
            parts.add(new Part(header.name, from, in.at()));
            return Optional.of(text);
        }

        private String time() throws Canon.OtherForm {
            String time = in.word();
            if (!TIME.matcher(time).matches()) {
                throw Canon.other();
            }
            return time;
        }

        /** The references in the order of the parts, of which the body is still to come. */
        private void signedInfo(SignatureKind kind, int references) throws Canon.OtherForm {
            in.pass(SIGNED_INFO);
            if (!in.word().equals(kind.uri())) {
                throw Canon.other();
            }
            in.pass(METHOD_END);
            for (int i = 0; i < references; i++) {
                in.pass(REFERENCE);
                if (!in.word().equals(i < parts.size() ? parts.get(i).id() : "Body")) {
                    throw Canon.other();
                }
                in.pass(TO_DIGEST);
                digests.add(in.word());
                in.pass(REFERENCE_END);
            }
            in.pass(SIGNED_INFO_END);
        }

        private void checkDigests() throws Canon.OtherForm {
            try {
                MessageDigest sha = MessageDigest.getInstance("SHA-256");
                for (int i = 0; i < parts.size(); i++) {
                    Part part = parts.get(i);
                    sha.update(bytes, part.from(), part.end() - part.from());
                    if (!Base64.getEncoder().encodeToString(sha.digest()).equals(digests.get(i))) {
                        throw Canon.other();
                    }
                }
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }

        private void checkSignature(KnownKey key, int from, int end, String value) throws Canon.OtherForm {
            byte[] raw;
            try {
                raw = Base64.getDecoder().decode(value);
            } catch (IllegalArgumentException e) {
                throw Canon.other();
            }
            byte[] sealed = SignatureKind.of(key).toSealed(raw).orElseThrow(Canon::other);
            Seal seal = new Seal(key.encoded(), Base64.getEncoder().encodeToString(sealed));
            if (!Base64.getEncoder().encodeToString(raw).equals(value)
                    || seals.flaw(key.principal(), java.util.Arrays.copyOfRange(bytes, from, end), seal).isPresent()) {
                throw Canon.other();
            }
        }
    }
}
