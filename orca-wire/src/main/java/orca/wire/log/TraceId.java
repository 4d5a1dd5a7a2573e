package orca.wire.log;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import orca.core.contract.ContractKey;

/**
 * By what a reservation is followed through all logs: the first half of the SHA-256 of its holder and its id, as 32 hexadecimal
 * digits, which is the form of a W3C trace id. Guest, broker and site each know both, and sign them with every message, so nobody
 * has to be told.
 */
public final class TraceId {
    private static final int BYTES = 16;

    private TraceId() {}

    public static String of(ContractKey key) {
        return of(key.toString());
    }

    /** @param lease the holder and the reservation, as {@link ContractKey#toString} says it */
    public static String of(String lease) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(lease.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
