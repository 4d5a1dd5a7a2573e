package orca.cli.connect;

import orca.wire.management.Problem;

/** What a command exits with; scripts may rely on the numbers. */
public enum Exit {
    OK(0),
    /** What would be, or what was found, differs from what was asked for. */
    DIFFERS(1),
    /** The command itself is wrong. */
    USAGE(2),
    /** Somebody who may say no did. */
    REFUSED(3),
    /** There is not enough; the earliest alternative was printed. */
    INSUFFICIENT(4),
    /** It did not happen in the time given. */
    TIMED_OUT(5),
    /** It contradicts what was said before. */
    CONFLICT(6),
    /** Anything else: no container, no right to ask it, a fault. */
    TROUBLE(7);

    private final int code;

    Exit(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** What a no of that kind makes a command exit with; the kind itself says which number that is. */
    public static Exit of(Problem.Kind kind) {
        for (Exit exit : values()) {
            if (exit.code == kind.exitCode()) {
                return exit;
            }
        }
        throw new IllegalStateException("no exit code " + kind.exitCode() + ", which " + kind + " asks for");
    }
}
