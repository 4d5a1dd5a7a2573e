package orca.runtime.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/**
 * The hashes that tie a journal together. A group's hash covers the hash before it, everything its row says and its bytes;
 * so the last hash vouches for all that was ever written, and no group can be changed, dropped, inserted or moved to another
 * actor's journal without the chain breaking there.
 */
final class Chain {
    /** SHA-256. */
    static final int HASH_BYTES = 32;

    private static final int GROUP_HEADER_BYTES = 8 + 8 + 8 + 4 + 4 + 4;
    private static final int SNAPSHOT_HEADER_BYTES = 8 + 8 + 8 + 4;

    private Chain() {}

    /** The hash before an actor's first group. */
    static byte[] genesis(String actor) {
        return sha256().digest(("orca journal 1 " + actor).getBytes(StandardCharsets.UTF_8));
    }

    static byte[] group(byte[] previous, long sequence, long epoch, Instant stampedAt, int records, byte[] bytes) {
        ByteBuffer header = ByteBuffer.allocate(GROUP_HEADER_BYTES);
        header.putLong(sequence).putLong(epoch).putLong(stampedAt.getEpochSecond()).putInt(stampedAt.getNano());
        header.putInt(records).putInt(bytes.length);
        MessageDigest digest = sha256();
        digest.update(previous);
        digest.update(header.array());
        return digest.digest(bytes);
    }

    /** A digest that a snapshot's bytes and then {@link #finish} go into; it hangs on the chain at the snapshot's sequence. */
    static MessageDigest snapshot(byte[] chain, long sequence, long epoch, Instant stampedAt) {
        ByteBuffer header = ByteBuffer.allocate(SNAPSHOT_HEADER_BYTES);
        header.putLong(sequence).putLong(epoch).putLong(stampedAt.getEpochSecond()).putInt(stampedAt.getNano());
        MessageDigest digest = sha256();
        digest.update(chain);
        digest.update(header.array());
        return digest;
    }

    static byte[] finish(MessageDigest snapshot, long records, long size) {
        return snapshot.digest(ByteBuffer.allocate(16).putLong(records).putLong(size).array());
    }

    static String hex(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
