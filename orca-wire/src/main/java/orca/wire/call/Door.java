package orca.wire.call;

import java.time.Duration;
import java.util.Optional;
import orca.wire.text.Tree;
import orca.wire.trust.Speaker;

/**
 * Where an actor is called. The binding in front of it has proved who calls, that the call is for this actor, that it is fresh
 * and was not made before; the body it has only taken apart.
 */
@FunctionalInterface
public interface Door {
    /**
     * Answers a call. May take as long as a long poll; a call has a thread to itself.
     *
     * @throws CallRefused when it is not; its kind says whether anything may have been done
     */
    Tree.Branch call(Speaker caller, Operation operation, Tree.Branch body) throws CallRefused;

    /**
     * How long nothing of {@code claimed} is looked at, who did not heed what he was told; empty when it is. Asked before it is
     * proved who calls, so that it may only cost the caller himself something.
     */
    default Optional<Duration> unheeding(Speaker claimed) {
        return Optional.empty();
    }

    /** Whether anything is known of {@code caller}; who is not known has to share with all others who are not. */
    default boolean knows(Speaker caller) {
        return true;
    }
}
