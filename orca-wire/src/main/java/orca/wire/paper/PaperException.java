package orca.wire.paper;

/** A text that is no paper: names the line and what is wrong with it. */
public final class PaperException extends Exception {
    private static final long serialVersionUID = 1;

    public PaperException(String message) {
        super(message);
    }

    public PaperException(String message, Throwable cause) {
        super(message, cause);
    }
}
