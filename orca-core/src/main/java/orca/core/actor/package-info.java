/**
 * The one mechanism by which every actor works: decide, apply, journal, dispatch (DESIGN §4). What a caller of
 * {@link orca.core.actor.Engine} must do, in this order:
 * <ol>
 *   <li>offer events, each with the clock's reading; keep the replies to yourself;
 *   <li>seal the group and make it durable; if that fails, throw the engine and its actor away;
 *   <li>release the group: send its messages, start and cancel its handler calls, ask its question, hand out the replies;
 *   <li>wake the engine no later than it asks to be woken.
 * </ol>
 * The live loop and the simulation are two such callers, and a restart is neither: it applies what is durable to a new
 * actor and resumes. Nothing here touches the world. Start at {@link orca.core.actor.Actor}.
 */
package orca.core.actor;
