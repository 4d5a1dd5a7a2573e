package orca.wire.call;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

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

    /** The longest that a caller is told to wait. */
    public static final Duration LONGEST_AFTER = Duration.ofHours(1);

    private final Kind kind;
    private final Duration after;

    /** @param reason for people: the field and the rule; cut at {@link #MAX_REASON} */
    public CallRefused(Kind kind, String reason) {
        this(kind, reason, Duration.ZERO);
    }

    private CallRefused(Kind kind, String reason, Duration after) {
        super(reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) : reason);
        this.kind = Objects.requireNonNull(kind, "kind");
        this.after = after.compareTo(LONGEST_AFTER) > 0 ? LONGEST_AFTER : after;
    }

    /**
     * Too much waits already.
     *
     * @param after how long the caller should wait before it says the same again; whole seconds are told
     */
    public static CallRefused busy(String reason, Duration after) {
        return new CallRefused(Kind.BUSY, reason, after);
    }

    /** How long to wait before saying the same again, in whole seconds; empty when that was not said. */
    public Optional<Duration> after() {
        return after.toSeconds() > 0 ? Optional.of(Duration.ofSeconds(after.toSeconds())) : Optional.empty();
    }

    public Kind kind() {
        return kind;
    }
}
