package orca.core.contract;

import java.util.Objects;

/**
 * A detached signature on a paper, and the public key that it was made with. The core carries both and looks into neither;
 * whoever hands a message to an actor has checked the seals in it.
 *
 * @param key the SubjectPublicKeyInfo, in base64 without line ends
 * @param signature over the paper's UTF-8 bytes, in base64 without line ends; the key alone says by which algorithm
 * @param lineage how that key succeeded the issuer's first one, as text that proves itself; empty when it is the first
 */
public record Seal(String key, String signature, String lineage) {
    /** The longest of either, in characters: an RSA key of 8192 bits takes 1400. */
    public static final int MAX_LENGTH = 2048;
    /** The longest lineage, in characters: eight successions of the usual keys, or two of the largest. */
    public static final int MAX_LINEAGE = 12 * 1024;

    public Seal {
        Objects.requireNonNull(key, "seal.key");
        Objects.requireNonNull(signature, "seal.signature");
        Objects.requireNonNull(lineage, "seal.lineage");
        if (key.isEmpty() || key.length() > MAX_LENGTH || signature.isEmpty() || signature.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("seal: key and signature must have 1 to " + MAX_LENGTH + " characters, got "
                    + key.length() + " and " + signature.length());
        }
        if (lineage.length() > MAX_LINEAGE) {
            throw new IllegalArgumentException("seal.lineage: at most " + MAX_LINEAGE + " characters, got " + lineage.length());
        }
    }

    /** By the issuer's first key. */
    public Seal(String key, String signature) {
        this(key, signature, "");
    }
}
