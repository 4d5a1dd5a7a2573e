/**
 * What journals tell people: {@code orca journal show}, their groups, and {@code orca journal at}, the tables of
 * {@code orca get} as of a moment. It stands here because it needs the actors and the tables of the command, which nobody else
 * sees together. Start at {@link orca.simulator.history.JournalCommand}.
 */
package orca.simulator.history;
