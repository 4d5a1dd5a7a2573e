package orca.runtime.journal;

/**
 * Why a journal cannot be used. Its message is a whole sentence for an operator and names the file.
 *
 * <p>Five kinds, because five different things follow: free the other process; wait for the server; look at the disk and start
 * again; repair or restore; accept a loss or find what was lost.
 */
public abstract sealed class JournalException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private JournalException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Whether the journal may be used again without anybody doing anything to it. */
    public boolean passes() {
        return false;
    }

    /** Somebody else has the journal open. */
    public static final class JournalInUse extends JournalException {
        private static final long serialVersionUID = 1;

        JournalInUse(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The server that keeps the journal does not answer; nothing can be said of the journal itself. */
    public static final class JournalAway extends JournalException {
        private static final long serialVersionUID = 1;

        public JournalAway(String message, Throwable cause) {
            super(message, cause);
        }

        @Override
        public boolean passes() {
            return true;
        }
    }

    /** A commit did not become durable, or an earlier one did not: this journal object is dead, the files may be fine. */
    public static final class JournalFailed extends JournalException {
        private static final long serialVersionUID = 1;

        JournalFailed(String message, Throwable cause) {
            super(message, cause);
        }

        /** What lacked room is whole when there is some again. */
        @Override
        public boolean passes() {
            for (Throwable cause = getCause(); cause != null; cause = cause.getCause()) {
                String said = String.valueOf(cause.getMessage());
                if (said.contains("No space left on device") || said.contains("Disk quota exceeded")) {
                    return true;
                }
            }
            return false;
        }
    }

    /** What is stored is not what was written, or was written by something else. */
    public static final class JournalDamaged extends JournalException {
        private static final long serialVersionUID = 1;

        JournalDamaged(String message, Throwable cause) {
            super(message, cause);
        }

        JournalDamaged(String message) {
            super(message, null);
        }
    }

    /** The journal lacks groups that its head file says were durable once. */
    public static final class JournalBehind extends JournalException {
        private static final long serialVersionUID = 1;

        JournalBehind(String message) {
            super(message, null);
        }
    }
}
