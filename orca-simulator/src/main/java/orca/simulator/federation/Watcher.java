package orca.simulator.federation;

import java.time.Instant;
import orca.core.actor.Duties;
import orca.core.actor.Event;
import orca.core.actor.Outgoing;
import orca.core.contract.Principal;
import orca.core.journal.Group;
import orca.servicemanager.record.LetterImage;

/** Whoever looks over the nodes' shoulders; throws what it finds wrong. */
public interface Watcher {
    /** A node finished a turn: what it decided is durable, and what it owes has left or is about to. */
    void turned(Watched node);

    /** A message leaves a node. */
    void sending(Watched node, Outgoing outgoing);

    /** Somebody who is no node says something. */
    default void said(Principal from, Outgoing outgoing) {}

    /** A handler's call is about to be started. */
    void starting(Watched node, Duties.Run run);

    /** A handler's call is about to be asked to end early. */
    default void stopping(Watched node, Duties.CallName name) {}

    /** A handler's call has ended; the node is about to hear of it, maybe once more. */
    default void ended(Watched node, Duties.CallName name) {}

    /** A node came back from its journal. */
    void restarted(Watched node);

    /** A node was put back to an earlier state, which its replica has: what it decided since is lost to it. */
    default void restored(Watched node) {}

    /** A group of a node's records is durable, and its replica has applied it. */
    default void committed(Watched node, Group group) {}

    /** A courier begins to bring a guest's letter to its receiver. */
    default void posting(Watched node, LetterImage letter) {}

    /** The receiver has it. */
    default void delivered(Watched node, LetterImage letter) {}

    /** An event is about to reach an actor, whose clock shows {@code now}. */
    default void offering(Watched node, Event event, Instant now) {}

    /** An event reached an actor. */
    default void offered(Watched node, Event event) {}
}
