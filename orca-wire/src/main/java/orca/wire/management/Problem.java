package orca.wire.management;

import java.util.Objects;
import java.util.Optional;

/**
 * Why a call was not done.
 *
 * @param kind what sort of no, for programs
 * @param message a sentence, for people
 * @param field which field of the call is wrong, if one is
 * @param alternative the best that could have been had instead
 */
public record Problem(Kind kind, String message, Optional<String> field, Optional<AlternativeView> alternative) {
    /** What sort of no; the HTTP status and the command's exit code follow from it. */
    public enum Kind {
        /** The call is malformed, or a field breaks its rule. */
        USAGE(400, 2),
        /** No token, or another one. */
        UNAUTHORISED(401, 7),
        /** Asked for under a name that is not this machine's. */
        FORBIDDEN(403, 7),
        /** No such actor, reservation, unit, host or path. */
        UNKNOWN(404, 3),
        /** The path takes other methods. */
        METHOD(405, 2),
        /** It contradicts what was said or known before. */
        CONFLICT(409, 6),
        /** The body is larger than calls may be. */
        TOO_LARGE(413, 2),
        /** The body is not JSON. */
        MEDIA_TYPE(415, 2),
        /** Not as asked, not ever. */
        REFUSED(422, 3),
        /** There is not enough of it then. */
        INSUFFICIENT(422, 4),
        /** Not at present. */
        NOT_NOW(422, 3),
        /** Somebody who may say no did. */
        DENIED(422, 3),
        /** The time for it is over. */
        LATE(422, 3),
        /** More is asked at once than is taken in; try again. */
        BUSY(503, 5),
        /** The actor is stopped, and its reason is in the message. */
        STOPPED(503, 7),
        /** It did not happen in the time given. */
        TIMEOUT(504, 5),
        /** A fault of the container itself. */
        FAULT(500, 7);

        private final int status;
        private final int exitCode;

        Kind(int status, int exitCode) {
            this.status = status;
            this.exitCode = exitCode;
        }

        /** The HTTP status. */
        public int status() {
            return status;
        }

        /** What a command exits with: 2 usage, 3 refused, 4 insufficient, 5 timed out, 6 conflict, 7 other trouble. */
        public int exitCode() {
            return exitCode;
        }
    }

    public Problem {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(field, "field");
        Objects.requireNonNull(alternative, "alternative");
    }

    public static Problem of(Kind kind, String message) {
        return new Problem(kind, message, Optional.empty(), Optional.empty());
    }

    public static Problem field(String field, String message) {
        return new Problem(Kind.USAGE, message, Optional.of(field), Optional.empty());
    }
}
