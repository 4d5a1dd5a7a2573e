package orca.runtime.hosting;

/** A container cannot start; the message is one sentence that says what to do. */
public final class HostingException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public HostingException(String message, Throwable cause) {
        super(message, cause);
    }

    public HostingException(String message) {
        super(message);
    }
}
