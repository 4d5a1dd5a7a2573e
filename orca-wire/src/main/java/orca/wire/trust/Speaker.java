package orca.wire.trust;

import java.io.IOException;
import java.security.InvalidKeyException;
import java.util.Objects;
import orca.core.contract.Principal;
import org.bouncycastle.asn1.x509.Certificate;

/**
 * Whoever has a key and shows how it came to it. Who that is, is the hash of the first key.
 *
 * @param key that it signs with
 * @param lineage ends with that key, if there are steps in it
 */
public record Speaker(KnownKey key, Lineage lineage) {
    public Speaker {
        Objects.requireNonNull(key, "speaker.key");
        Objects.requireNonNull(lineage, "speaker.lineage");
        if (!lineage.newest(key.principal()).equals(key.principal())) {
            throw new IllegalArgumentException("lineage: ends with the key " + lineage.newest(key.principal()) + ", not with "
                    + key.principal());
        }
    }

    /** Somebody whose key never changed. */
    public static Speaker of(KnownKey key) {
        return new Speaker(key, Lineage.NONE);
    }

    /**
     * Whoever a certificate is of. Nothing in it is believed but the key and the lineage, which proves itself: whether its
     * signature is good is another question.
     *
     * @param der an X.509 certificate
     * @throws InvalidKeyException when it is none, its key is not good enough, or its lineage does not hold
     */
    public static Speaker of(byte[] der) throws InvalidKeyException {
        Certificate certificate;
        try {
            certificate = Certificate.getInstance(der);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new InvalidKeyException("is no X.509 certificate", e);
        }
        try {
            return new Speaker(KnownKey.read(certificate.getSubjectPublicKeyInfo().getEncoded()),
                    Lineage.parse(Certificates.lineage(certificate)));
        } catch (IOException | IllegalStateException e) {
            throw new InvalidKeyException("is no X.509 certificate", e);
        } catch (IllegalArgumentException e) {
            throw new InvalidKeyException(e.getMessage(), e);
        }
    }

    /** Who it is. */
    public Principal principal() {
        return lineage.origin(key.principal());
    }
}
