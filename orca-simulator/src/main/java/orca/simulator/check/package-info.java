/**
 * What must hold in a federation, whatever happens (DESIGN §7): looked at after every turn of every node, at each message
 * and handler call that leaves one, and at the two ends of a storm. Nothing here knows how an actor works inside; it
 * compares what the actors say, what they sent and what really exists. Start at {@link orca.simulator.check.Checks}.
 */
package orca.simulator.check;
