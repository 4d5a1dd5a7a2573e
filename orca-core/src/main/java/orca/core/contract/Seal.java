package orca.core.contract;

import java.util.Objects;

/**
 * A detached signature on a paper, and the public key that it was made with. The core carries both and looks into neither;
 * whoever hands a message to an actor has checked the seals in it.
 *
 * @param key the SubjectPublicKeyInfo, in base64 without line ends
 * @param signature over the paper's UTF-8 bytes, in base64 without line ends; the key alone says by which algorithm
 */
public record Seal(String key, String signature) {
    /** The longest of either, in characters: an RSA key of 8192 bits takes 1400. */
    public static final int MAX_LENGTH = 2048;

    public Seal {
        Objects.requireNonNull(key, "seal.key");
        Objects.requireNonNull(signature, "seal.signature");
        if (key.isEmpty() || key.length() > MAX_LENGTH || signature.isEmpty() || signature.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("seal: key and signature must have 1 to " + MAX_LENGTH + " characters, got "
                    + key.length() + " and " + signature.length());
        }
    }
}
