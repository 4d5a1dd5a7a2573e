package orca.runtime.management;

import java.util.Optional;
import orca.core.contract.Principal;
import orca.wire.trust.Fingerprint;

/**
 * Who gives commands.
 *
 * @param name what actors are told, and keep with what they did
 * @param key of one who comes from elsewhere
 */
record Operator(String name, Optional<Principal> key) {
    /** Whoever may read the container's folder, and so its token. */
    static final Operator LOCAL = new Operator("local", Optional.empty());

    @Override
    public String toString() {
        return name + key.map(k -> " (" + Fingerprint.brief(k) + ")").orElse("");
    }
}
