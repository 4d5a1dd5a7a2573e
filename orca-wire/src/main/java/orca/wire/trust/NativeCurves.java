package orca.wire.trust;

import java.security.Provider;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * The provider of cryptography in native code, where there is one on the class path and its code runs on this machine. What it
 * says about a signature is what any other would say; it only says it sooner.
 */
final class NativeCurves {
    private static final String NAME = "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

    private NativeCurves() {}

    /** Empty on other machines, and where commands run, which check little and start without it. */
    static Optional<Provider> provider() {
        return ServiceLoader.load(Provider.class).stream()
                .filter(found -> found.type().getName().equals(NAME)).findFirst()
                .map(ServiceLoader.Provider::get)
                // Where its native code cannot be loaded it offers nothing.
                .filter(found -> found.getService("Signature", "SHA256withECDSA") != null
                        && found.getService("Signature", "SHA384withECDSA") != null
                        && found.getService("KeyFactory", "EC") != null);
    }
}
