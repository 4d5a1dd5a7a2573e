/**
 * Bugs on purpose: casts in which an actor, a node or a row of a table is wrong, to see whether a storm's checkers notice.
 * Nothing outside this room can switch them on, and what the checkers look at is nobody's business here. Start at
 * {@link orca.simulator.plants.Plant}.
 */
package orca.simulator.plants;
