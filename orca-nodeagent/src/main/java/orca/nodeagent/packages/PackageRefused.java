package orca.nodeagent.packages;

/** A package that is not taken, or not taken away; the message says why. */
public final class PackageRefused extends Exception {
    private static final long serialVersionUID = 1;

    public PackageRefused(String message) {
        super(message);
    }

    PackageRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
