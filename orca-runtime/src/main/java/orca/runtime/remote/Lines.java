package orca.runtime.remote;

import java.time.Duration;
import orca.wire.call.Line;
import orca.wire.trust.Endpoint;
import orca.wire.trust.Expected;
import orca.wire.trust.Identity;

/** Opens lines to actors of other containers. */
@FunctionalInterface
public interface Lines {
    /**
     * A line from {@code own} to {@code peer}; whoever answers at {@code endpoint} has to prove to be it.
     *
     * @param patience how long an answer is waited for
     */
    Line open(Identity own, Expected peer, Endpoint endpoint, Duration patience);
}
