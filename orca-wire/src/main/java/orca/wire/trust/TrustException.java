package orca.wire.trust;

/** A file about keys that is not what it should be, or what may not be done with it: names the field and the rule. */
public final class TrustException extends Exception {
    private static final long serialVersionUID = 1;

    public TrustException(String message) {
        super(message);
    }

    public TrustException(String message, Throwable cause) {
        super(message, cause);
    }
}
