/**
 * Contracts as papers with seals: reading them, chaining them, checking them offline, the file that carries a chain, and
 * proofs of overselling. What a paper says is {@code orca.core.paper}'s to write. Start at {@link orca.wire.paper.SealedChain}.
 */
package orca.wire.paper;
