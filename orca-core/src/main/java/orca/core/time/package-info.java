/**
 * Instants and intervals. A {@link orca.core.time.Term} is when something is promised: half-open, so that one lease may
 * end where the next begins. Nothing here reads a clock; whoever needs to know the time is told it. Start at {@code Term}.
 */
package orca.core.time;
