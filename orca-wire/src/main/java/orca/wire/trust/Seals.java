package orca.wire.trust;

import java.security.InvalidKeyException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import orca.core.contract.Principal;
import orca.core.contract.Seal;

/**
 * Checks seals. Remembers the keys it looked at, for a few come again and again, and reading one costs as much as checking
 * a signature. Safe for use by many threads.
 */
public final class Seals {
    private static final int REMEMBERED = 4096;

    private final Recognition recognition;
    private final Map<Signer, Speaker> speakers = new Recent<>(REMEMBERED);

    /** Believes what keys prove. */
    public Seals() {
        this(Recognition.BY_PROOF);
    }

    public Seals(Recognition recognition) {
        this.recognition = recognition;
    }

    /** Whose key made a seal, as the seal says it. */
    private record Signer(String key, String lineage) {}

    /** Why {@code seal} is not {@code signer}'s on {@code text}; empty when it is. */
    public Optional<String> flaw(Principal signer, byte[] text, Seal seal) {
        Speaker speaker;
        Principal by;
        byte[] signature;
        try {
            speaker = speaker(new Signer(seal.key(), seal.lineage()));
            by = recognition.of(speaker);
            signature = Base64.getDecoder().decode(seal.signature());
        } catch (InvalidKeyException | TrustException e) {
            return Optional.of(e.getMessage());
        } catch (IllegalArgumentException e) {
            return Optional.of("signature: is not base64");
        }
        if (!by.equals(signer)) {
            return Optional.of("it must be signed by " + signer + ", the key is " + by + "'s");
        }
        return speaker.key().signed(text, signature) ? Optional.empty()
                : Optional.of("the signature does not fit: the text or the signature was changed");
    }

    private Speaker speaker(Signer signer) throws InvalidKeyException, TrustException {
        synchronized (speakers) {
            Speaker known = speakers.get(signer);
            if (known != null) {
                return known;
            }
        }
        Speaker read;
        try {
            read = new Speaker(KnownKey.read(signer.key()), Lineage.parse(signer.lineage()));
        } catch (IllegalArgumentException e) {
            throw new TrustException(e.getMessage(), e);
        }
        synchronized (speakers) {
            speakers.put(signer, read);
        }
        return read;
    }
}
