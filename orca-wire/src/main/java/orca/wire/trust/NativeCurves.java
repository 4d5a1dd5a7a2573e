package orca.wire.trust;

import java.security.Provider;
import java.util.Optional;

/**
 * The provider of cryptography in native code, where there is one on the class path and its code runs on this machine. What it
 * says about a signature is what any other would say; it only says it sooner.
 */
final class NativeCurves {
    private static final String NAME = "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

    private NativeCurves() {}

    /** Empty on other machines, and where commands run, which check little and start without it. */
    static Optional<Provider> provider() {
        try {
            // By name, for a ServiceLoader loads all the JDK's providers to look at theirs, which takes a command 50 ms.
            Provider found = Class.forName(NAME).asSubclass(Provider.class).getDeclaredConstructor().newInstance();
            // Where its native code cannot be loaded it offers nothing.
            return Optional.of(found).filter(p -> p.getService("Signature", "SHA256withECDSA") != null
                    && p.getService("Signature", "SHA384withECDSA") != null && p.getService("KeyFactory", "EC") != null);
        } catch (ReflectiveOperationException e) {
            return Optional.empty();
        }
    }
}
