package orca.wire.soap;

import java.io.IOException;
import java.security.InvalidKeyException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import orca.wire.call.CallRefused;
import orca.wire.trust.KnownKey;
import orca.wire.trust.Recent;
import org.bouncycastle.asn1.x509.Certificate;

/**
 * The keys in certificates that came with messages. Only the key counts: neither the name nor the dates nor whoever signed the
 * certificate says anything that is believed. Remembers those it read, for a few come again and again. Safe for many threads.
 */
final class Tokens {
    private static final int REMEMBERED = 1024;
    /** The longest certificate, in base64: an RSA key of 8192 bits fits many times. */
    private static final int MOST_CHARACTERS = 16 * 1024;

    private final Map<String, KnownKey> keys = new Recent<>(REMEMBERED);

    /** The key in a certificate that WSS4J read too, and found the same in it, and that was written just so. */
    Optional<KnownKey> confirmed(String base64) {
        synchronized (keys) {
            return Optional.ofNullable(keys.get(base64));
        }
    }

    /** Remembers that WSS4J found {@code key} in a token, and that a signature by it was good. */
    void confirm(String base64, KnownKey key) {
        synchronized (keys) {
            keys.put(base64, key);
        }
    }

    /** @param base64 the certificate in DER; white space is passed over */
    KnownKey key(String base64) throws CallRefused {
        if (base64.length() > MOST_CHARACTERS) {
            throw no("has more than " + MOST_CHARACTERS + " characters");
        }
        Optional<KnownKey> known = confirmed(base64);
        return known.isPresent() ? known.get() : read(base64.replaceAll("[ \t\r\n]", ""));
    }

    private static KnownKey read(String base64) throws CallRefused {
        try {
            byte[] der = Base64.getDecoder().decode(base64);
            return KnownKey.read(Certificate.getInstance(der).getSubjectPublicKeyInfo().getEncoded());
        } catch (InvalidKeyException e) {
            throw no(e.getMessage());
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            throw no("is no X.509 certificate");
        }
    }

    private static CallRefused no(String what) {
        return new CallRefused(CallRefused.Kind.UNPROVED, "BinarySecurityToken: " + what);
    }
}
