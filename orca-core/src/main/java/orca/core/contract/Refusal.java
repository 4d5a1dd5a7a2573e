package orca.core.contract;

import java.util.Objects;
import java.util.Optional;

/**
 * An expected no.
 *
 * @param kind what the asker may do about it
 * @param reason a sentence for people, at most {@link #MAX_REASON} characters are kept
 * @param alternative the best alternative, where there is one
 */
public record Refusal(Kind kind, String reason, Optional<Alternative> alternative) {
    /** What sort of no it is. */
    public enum Kind {
        /** Not as asked, not ever: another request is needed. */
        NEVER,
        /** There is not enough of it then; the alternative says what there is. */
        INSUFFICIENT,
        /** Not at present; the same may be granted later. */
        NOT_NOW,
        /** Somebody who may say no did: an operator, a policy. */
        DENIED,
        /** The request contradicts what was said or known before. */
        CONFLICT,
        /** No such contract, unit, host or type. */
        UNKNOWN,
        /** The time for it is over. */
        LATE
    }

    /** The longest reason that is kept, in characters. */
    public static final int MAX_REASON = 500;

    public Refusal {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(alternative, "alternative");
        reason = reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) : reason;
    }

    public static Refusal of(Kind kind, String reason) {
        return new Refusal(kind, reason, Optional.empty());
    }

    public static Refusal insufficient(String reason, Alternative alternative) {
        return new Refusal(Kind.INSUFFICIENT, reason, Optional.of(alternative));
    }
}
