package orca.runtime.loop;

import orca.runtime.journal.JournalException;

/** Why a life ended, and whether another may end better. */
final class LifeFailure extends Exception {
    private static final long serialVersionUID = 1;
    private final boolean again;

    LifeFailure(String message, Throwable cause, boolean again) {
        super(message, cause);
        this.again = again;
        if (!passes()) {
            System.getLogger(LifeFailure.class.getName()).log(System.Logger.Level.WARNING, message, cause);
        }
    }

    /** One that is somebody's fault. @param what was being done */
    static LifeFailure fault(String what, Throwable e, boolean again) {
        StackTraceElement[] trace = e.getStackTrace();
        return new LifeFailure(what + ": " + e + (trace.length == 0 ? "" : " at " + trace[0]), e, again);
    }

    /** Whether another life may end better. */
    boolean again() {
        return again;
    }

    /** Whether it is nobody's fault, and will be over without anybody doing anything. */
    boolean passes() {
        return getCause() instanceof JournalException trouble && trouble.passes();
    }
}
