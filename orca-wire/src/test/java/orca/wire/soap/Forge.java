package orca.wire.soap;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.bouncycastle.operator.OperatorCreationException;

/** Makes envelopes whose every part can be had otherwise than it should be; without changes a good one. */
final class Forge {
    /** What signs the bytes of SignedInfo. */
    @FunctionalInterface
    interface Signer {
        byte[] sign(byte[] info) throws GeneralSecurityException;
    }

    String method = SignatureKind.P256.uri();
    String digestMethod = Wss.SHA256;
    String digest = "SHA-256";
    String canonical = Wss.EXCLUSIVE;
    String transform = Wss.EXCLUSIVE;
    String payload = "<query xmlns=\"urn:orca:wire\"><word>hello</word></query>";
    String action = "urn:orca:wire:query";
    String messageId = SoapDoor.freshId();
    String to;
    Instant created = Instant.now();
    Instant expires = created.plusSeconds(60);
    /** Changes parts before they are signed. */
    UnaryOperator<String> spoiled = text -> text;
    Function<Instant, String> times = EnvelopeWriter::time;
    String token;
    Signer signer;
    /** Left out of the signature. */
    final Set<String> unsigned = new TreeSet<>();
    final Map<String, String> more = new LinkedHashMap<>();

    Forge(String to, KeyPair pair) throws GeneralSecurityException, OperatorCreationException {
        this.to = to;
        this.token = Base64.getEncoder().encodeToString(Keys.certificate(pair).getEncoded());
        this.signer = info -> {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(pair.getPrivate());
            signature.update(info);
            return signature.sign();
        };
    }

    private Forge(Forge other) {
        this.to = other.to;
        this.token = other.token;
        this.signer = other.signer;
    }

    /** A new one by the same key with the same certificate. */
    Forge again() {
        return new Forge(this);
    }

    static String header(String name, String text) {
        return EnvelopeWriter.headerBegin(name) + text + EnvelopeWriter.headerEnd(name);
    }

    String body() {
        return EnvelopeWriter.BODY + payload + EnvelopeWriter.BODY_END;
    }

    String envelope() throws GeneralSecurityException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Action", spoiled.apply(header("Action", action)));
        headers.put("MessageID", spoiled.apply(header("MessageID", messageId)));
        headers.put("To", spoiled.apply(header("To", to)));
        headers.putAll(more);
        String timestamp = EnvelopeWriter.TIMESTAMP + times.apply(created) + EnvelopeWriter.TO_EXPIRES
                + times.apply(expires) + EnvelopeWriter.TIMESTAMP_END;
        Map<String, String> parts = new LinkedHashMap<>(headers);
        parts.put("Timestamp", timestamp);
        String body = spoiled.apply(body());
        parts.put("Body", body);
        StringBuilder info = new StringBuilder(EnvelopeWriter.SIGNED_INFO.replace(Wss.EXCLUSIVE, canonical)).append(method)
                .append(EnvelopeWriter.METHOD_END);
        for (Map.Entry<String, String> part : parts.entrySet()) {
            if (!unsigned.contains(part.getKey())) {
                byte[] hash = MessageDigest.getInstance(digest).digest(part.getValue().getBytes(StandardCharsets.UTF_8));
                info.append(EnvelopeWriter.REFERENCE).append(part.getKey())
                        .append(EnvelopeWriter.TO_DIGEST.replace(Wss.EXCLUSIVE, transform).replace(Wss.SHA256, digestMethod))
                        .append(Base64.getEncoder().encodeToString(hash)).append(EnvelopeWriter.REFERENCE_END);
            }
        }
        info.append(EnvelopeWriter.SIGNED_INFO_END);
        String value = Base64.getEncoder().encodeToString(signer.sign(info.toString().getBytes(StandardCharsets.UTF_8)));
        return EnvelopeWriter.BEGIN + String.join("", headers.values()) + EnvelopeWriter.SECURITY + token
                + EnvelopeWriter.TOKEN_END + timestamp + EnvelopeWriter.SIGNATURE + info + EnvelopeWriter.VALUE + value
                + EnvelopeWriter.VALUE_END + body + EnvelopeWriter.END;
    }
}
