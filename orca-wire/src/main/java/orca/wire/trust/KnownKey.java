package orca.wire.trust;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Base64;
import java.util.HexFormat;
import orca.core.contract.Principal;

/**
 * A public key that was looked at and is good enough. Safe for use by many threads.
 *
 * @param principal the SHA-256 of its SubjectPublicKeyInfo, in hexadecimal
 * @param encoded the SubjectPublicKeyInfo, in base64 without line ends
 */
public record KnownKey(Principal principal, String encoded, KeyKind kind, PublicKey key) {
    /** @throws InvalidKeyException when it is none, or not good enough; the message says why */
    public static KnownKey read(String base64) throws InvalidKeyException {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new InvalidKeyException("key: is not base64", e);
        }
        if (!Base64.getEncoder().encodeToString(bytes).equals(base64)) {
            throw new InvalidKeyException("key: is not base64 as it is usually written");
        }
        return read(bytes);
    }

    /** From a SubjectPublicKeyInfo. */
    public static KnownKey read(byte[] encoded) throws InvalidKeyException {
        KeyKind kind = KeyKind.of(encoded);
        return new KnownKey(new Principal(digest(encoded)), Base64.getEncoder().encodeToString(encoded), kind,
                kind.read(encoded));
    }

    /** What kind of key it is, in a word or two. */
    public String name() {
        return kind.shown();
    }

    /** Whether {@code signature} is this key's, on {@code text}. */
    boolean signed(byte[] text, byte[] signature) {
        try {
            Signature check = kind.check(key);
            check.update(text);
            return check.verify(signature);
        } catch (SignatureException e) {
            return false; // it does not even have the form of one
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot check signatures of " + kind, e);
        }
    }

    /** The SHA-256 of {@code bytes}, in hexadecimal. */
    public static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
