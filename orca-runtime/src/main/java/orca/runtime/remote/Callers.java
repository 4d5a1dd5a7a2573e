package orca.runtime.remote;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import orca.core.contract.Principal;
import orca.runtime.loop.Footing;
import orca.wire.call.CallRefused;

/**
 * Bounds the calls that one caller has at an actor at the same time, whether they are worked on or wait for an answer, so that
 * nobody has all threads and connections; all strangers are bounded together. Safe for threads.
 */
final class Callers {
    /** The most calls of one caller at once. */
    static final int MOST = 64;
    /** The same of all strangers together. */
    static final int MOST_OF_STRANGERS = 256;

    private final Map<Object, Integer> inside = new ConcurrentHashMap<>();

    /** What a caller has to share: a place of its own, or that of all strangers. */
    static Object share(Principal caller, Footing footing) {
        return switch (footing) {
            case KNOWN -> caller;
            case STRANGER -> Footing.STRANGER;
        };
    }

    /**
     * A call begins, which {@link #leave} has to end.
     *
     * @return whose place it takes
     * @throws CallRefused busy: it has as many as one may have
     */
    Object enter(Principal caller, Footing footing) throws CallRefused {
        Object share = share(caller, footing);
        int most = switch (footing) {
            case KNOWN -> MOST;
            case STRANGER -> MOST_OF_STRANGERS;
        };
        if (inside.merge(share, 1, Integer::sum) > most) {
            leave(share);
            throw CallRefused.busy((footing == Footing.KNOWN ? "you have " : "callers whom nobody knows here have ") + most
                    + " calls here already, which is all that may be", Duration.ofSeconds(1));
        }
        return share;
    }

    void leave(Object share) {
        inside.computeIfPresent(share, (who, count) -> count == 1 ? null : count - 1);
    }
}
