package orca.simulator.federation;

import java.time.Duration;
import java.time.Instant;
import orca.core.actor.Actor;
import orca.core.contract.Principal;

/** An actor with its engine, as those see it who look over its shoulder. */
public interface Watched {
    Principal self();

    /** A short name, after which its hosts and reservations are called. */
    String name();

    boolean isUp();

    /** The live actor; only while it is up. */
    Actor actor();

    /** The actor that knows what is durable, and nothing else. */
    Actor replica();

    /** What its clock shows. */
    Instant clock();

    /** How many groups it ever made durable; as long as that is the same, the actor is, but for one that was restored. */
    long committed();

    /** For how long it has been up. */
    Duration upFor();
}
