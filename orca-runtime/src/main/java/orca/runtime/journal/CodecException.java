package orca.runtime.journal;

/** A record that has no form in the journal, or bytes that are no record: names the type and component concerned. */
public final class CodecException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public CodecException(String message) {
        super(message);
    }

    public CodecException(String message, Throwable cause) {
        super(message, cause);
    }
}
