package orca.wire.xmlrpc;

import orca.wire.call.CallRefused;

/** Which number stands for which refusal; programs rely on them. */
final class RpcFault {
    private RpcFault() {}

    static int code(CallRefused.Kind kind) {
        return switch (kind) {
            case UNPROVED -> 1;
            case FORBIDDEN -> 2;
            case MALFORMED -> 3;
            case UNKNOWN -> 4;
            case BUSY -> 5;
        };
    }

    /** The kind with that number; {@link CallRefused.Kind#MALFORMED} for a number that nobody knows. */
    static CallRefused.Kind kind(String code) {
        for (CallRefused.Kind kind : CallRefused.Kind.values()) {
            if (Integer.toString(code(kind)).equals(code)) {
                return kind;
            }
        }
        return CallRefused.Kind.MALFORMED;
    }
}
