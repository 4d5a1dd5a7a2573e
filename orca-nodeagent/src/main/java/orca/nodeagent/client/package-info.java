/**
 * How an authority's handlers reach the agent of a host. What travels between them, and how it is signed, is not said here.
 * Start at {@link orca.nodeagent.client.AgentClient}.
 */
package orca.nodeagent.client;
