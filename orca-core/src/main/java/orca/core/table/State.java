package orca.core.table;

/** One state of a {@link Table}; implemented by enums. */
public interface State {
    /** Who must act before anything else happens, for people to read: {@code "the broker's policy"}. Never empty. */
    String owner();

    /** Whether a contract ends here; only forgetting it may follow. */
    boolean isEnd();
}
