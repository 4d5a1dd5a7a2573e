package orca.runtime.loop;

import java.util.List;
import orca.core.actor.Duties;
import orca.core.actor.Outgoing;
import orca.core.actor.Question;
import orca.core.lease.UnitId;

/**
 * What an actor's effects are carried out with. Called on the loop's thread, only for what is durable; nothing here may
 * block, and what comes of it comes back to the loop as events.
 */
public interface Hands {
    /** Sends these, those for one peer in this order. What is lost is repeated by the actor. */
    void send(List<Outgoing> messages);

    /** Starts a handler's call, unless one of that name runs already. */
    void start(Duties.Run run);

    /** Cancels a handler's call; its end is reported, or at once that it does not run. */
    void stop(Duties.CallName call);

    /** Has a unit probed now and then from now on, in the place of an earlier watch of it; told of is only that it is dead. */
    void watch(Duties.Watch watch);

    /** Has a unit probed no more. */
    void unwatch(UnitId unit);

    /** Asks the actor's policy, or who is to answer in its place; an answer must follow. */
    void ask(Question question);
}
