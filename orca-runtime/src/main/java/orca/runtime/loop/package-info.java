/**
 * The loop that an actor lives in: one thread, which takes what happened, lets the engine decide, makes the group durable
 * and only then lets anything be heard of it. Where messages, handler calls and questions go is behind
 * {@link orca.runtime.loop.Hands}; where groups go is the journal's affair. Start at {@link orca.runtime.loop.ActorLoop},
 * then {@code Life}, which is one life of the actor between two readings of its journal.
 */
package orca.runtime.loop;
