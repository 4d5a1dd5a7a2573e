package orca.wire.backup;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** How many bytes there were, and their hash. */
final class Sum {
    private final MessageDigest digest;
    private long bytes;

    Sum() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    void add(byte[] some, int from, int length) {
        digest.update(some, from, length);
        bytes += length;
    }

    long bytes() {
        return bytes;
    }

    /** To be asked once, at the end. */
    String sha256() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
