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

    private final Map<String, KnownKey> keys = new Recent<>(REMEMBERED);

    /** Why {@code seal} is not {@code signer}'s on {@code text}; empty when it is. */
    public Optional<String> flaw(Principal signer, byte[] text, Seal seal) {
        KnownKey key;
        byte[] signature;
        try {
            key = key(seal.key());
            signature = Base64.getDecoder().decode(seal.signature());
        } catch (InvalidKeyException e) {
            return Optional.of(e.getMessage());
        } catch (IllegalArgumentException e) {
            return Optional.of("signature: is not base64");
        }
        if (!key.principal().equals(signer)) {
            return Optional.of("it must be signed by " + signer + ", the key is " + key.principal() + "'s");
        }
        return key.signed(text, signature) ? Optional.empty()
                : Optional.of("the signature does not fit: the text or the signature was changed");
    }

    private KnownKey key(String encoded) throws InvalidKeyException {
        synchronized (keys) {
            KnownKey known = keys.get(encoded);
            if (known != null) {
                return known;
            }
        }
        KnownKey read = KnownKey.read(encoded);
        synchronized (keys) {
            keys.put(read.encoded(), read);
        }
        return read;
    }
}
