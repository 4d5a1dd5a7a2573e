package orca.servicemanager.demand;

import orca.core.protocol.Command;

/** Tells a repeated command from another one under the same request id. */
public final class Fingerprint {
    private static final long BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private Fingerprint() {}

    /**
     * A hash (FNV-1a, 64 bits) of everything that {@code command} says. All commands are records of values whose words are
     * the same in every process. It guards against mistakes, not against an operator who builds a collision for himself.
     */
    public static long of(Command command) {
        String words = command.toString();
        long hash = BASIS;
        for (int i = 0; i < words.length(); i++) {
            char c = words.charAt(i);
            hash = (hash ^ (c & 0xff)) * PRIME;
            hash = (hash ^ (c >> 8)) * PRIME;
        }
        return hash;
    }
}
