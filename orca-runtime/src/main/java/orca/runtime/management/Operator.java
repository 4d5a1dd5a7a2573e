package orca.runtime.management;

import java.net.InetAddress;
import java.util.Optional;
import orca.core.contract.Principal;
import orca.wire.trust.Fingerprint;

/**
 * Who gives commands.
 *
 * @param name what actors are told, and keep with what they did
 * @param key of one who comes from elsewhere
 * @param from the address of one who may be anybody
 */
record Operator(String name, Optional<Principal> key, Optional<InetAddress> from) {
    /** Whoever may read the container's folder, and so its token. */
    static final Operator LOCAL = new Operator("local", Optional.empty(), Optional.empty());

    @Override
    public String toString() {
        return name + key.map(k -> " (" + Fingerprint.brief(k) + ")").orElse("");
    }
}
