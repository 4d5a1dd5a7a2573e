package orca.runtime.loop;

/** Why a command or a reading was not done by an actor's loop; the message is a sentence for people. */
public final class LoopException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What the caller may do about it. */
    public enum Kind {
        /** Too much waits already: try again. */
        BUSY,
        /** The actor does not run: look at its reason. */
        STOPPED,
        /** The actor was discarded before this was durable; whether it will be found done is open: ask, or try again. */
        DISCARDED
    }

    private final Kind kind;

    public LoopException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
