/**
 * What is said to an agent and what it answers, as records that are written in JSON; who may say it, and how it is proved, is not
 * known here. {@code docs/agent.md} has the kinds. Start at {@link orca.nodeagent.talk.Kind}.
 */
package orca.nodeagent.talk;
