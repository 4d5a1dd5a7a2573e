package orca.wire.xmlrpc;

import java.time.Duration;
import java.util.Objects;

/**
 * Limits of the XML-RPC binding.
 *
 * @param mostBytes the largest message that is read, from 64 KiB to 256 MiB
 * @param patience how long a line waits for an answer, to its end
 */
public record RpcSettings(int mostBytes, Duration patience) {
    private static final int KIB = 1024;
    public static final RpcSettings USUAL = new RpcSettings(8 * KIB * KIB, Duration.ofMinutes(1));

    public RpcSettings {
        Objects.requireNonNull(patience, "patience");
        if (mostBytes < 64 * KIB || mostBytes > 256 * KIB * KIB) {
            throw new IllegalArgumentException("mostBytes: must be from 65536 to 268435456, got " + mostBytes);
        }
        if (patience.isNegative() || patience.isZero() || patience.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("patience: must be more than nothing and at most an hour, got " + patience);
        }
    }
}
