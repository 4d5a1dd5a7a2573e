package orca.wire.call;

import java.util.Objects;

/** A call that was not taken: nothing has changed by it, unless its kind says otherwise. */
public final class CallRefused extends Exception {
    private static final long serialVersionUID = 1;
    /** The longest reason that is told, in characters. */
    public static final int MAX_REASON = 512;

    /** Why, for programs. */
    public enum Kind {
        /** It is not proved who calls, or the call is not fresh, or was made before. */
        UNPROVED,
        /** The caller is known, or is not, but may not do this. */
        FORBIDDEN,
        /** The body is not what it should be, or too large. */
        MALFORMED,
        /** There is no such actor or operation here. */
        UNKNOWN,
        /**
         * Too much waits already, or no answer came in time: what was said may have been heard. The same may be said again later,
         * and does no harm when it was.
         */
        BUSY;

        /** Whether the same call may do better later. */
        public boolean again() {
            return this == BUSY;
        }
    }

    private final Kind kind;

    /** @param reason for people: the field and the rule; cut at {@link #MAX_REASON} */
    public CallRefused(Kind kind, String reason) {
        super(reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) : reason);
        this.kind = Objects.requireNonNull(kind, "kind");
    }

    public Kind kind() {
        return kind;
    }
}
