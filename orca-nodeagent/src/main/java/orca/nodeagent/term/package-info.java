/**
 * What an order says beside what is to be done: for which term, in which life of its authority, and what the host does by itself
 * when the term is over. The keeping of it is not here. Start at {@link orca.nodeagent.term.Mandate}.
 */
package orca.nodeagent.term;
