/**
 * The process that an operator starts on a host: its configuration, the door at which its authority calls, its clock, and the
 * commands about it. What is held for whom is decided elsewhere. Start at {@link orca.nodeagent.daemon.AgentDaemon}.
 */
package orca.nodeagent.daemon;
