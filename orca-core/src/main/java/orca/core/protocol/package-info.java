/**
 * What actors say to each other and operators to actors. Every message between actors is idempotent and level-triggered:
 * it carries the whole current demand or view of one contract, never a difference, so loss, duplication and reordering
 * are harmless (DESIGN §4). How messages become bytes is the wire's affair. Start at {@link orca.core.protocol.Message}.
 */
package orca.core.protocol;
