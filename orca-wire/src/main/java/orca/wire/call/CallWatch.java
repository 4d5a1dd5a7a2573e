package orca.wire.call;

import java.time.Duration;
import java.util.Optional;
import orca.wire.trust.Speaker;

/** Is told of calls as they pass, for whoever measures them. Called on the caller's thread; must be short and throw nothing. */
public interface CallWatch {
    /** One that looks at nothing. */
    CallWatch NONE = new CallWatch() {};

    /**
     * A message came whose sender is proved, whether or not it is heard.
     *
     * @param ahead how far the sender's clock was ahead of ours when it came, less the time that the message took
     */
    default void heard(Speaker sender, Duration ahead) {}

    /**
     * A call was answered.
     *
     * @param operation what was called, when it came to that
     * @param refused why it was not taken, if it was not
     * @param took from its arrival to its answer
     */
    default void answered(Optional<Operation> operation, Optional<CallRefused.Kind> refused, Duration took) {}
}
