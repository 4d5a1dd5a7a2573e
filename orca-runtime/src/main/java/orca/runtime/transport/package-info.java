/**
 * Carries messages from actor to actor, in envelopes of many. It may lose, double and reorder them: actors repeat what was
 * not answered and put up with the rest. Start at {@link orca.runtime.transport.Transport}.
 */
package orca.runtime.transport;
