/**
 * A whole federation in one thread and in virtual time: nodes that drive real actors through the real engine, a network that
 * loses and reorders, clocks that drift, handlers that fail, and crashes between any two steps. One seed decides
 * everything. What must hold meanwhile is checked in {@code orca.simulator.check}. Start at
 * {@link orca.simulator.federation.Node}.
 */
package orca.simulator.federation;
