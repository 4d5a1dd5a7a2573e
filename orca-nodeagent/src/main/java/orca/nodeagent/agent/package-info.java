/**
 * The agent of one host: it runs its drivers' actions, each under a time limit, and remembers what came of them. It knows no
 * leases, opens no socket and never decides what a host should have. Start at {@link orca.nodeagent.agent.NodeAgent}.
 */
package orca.nodeagent.agent;
