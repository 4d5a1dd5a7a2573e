/**
 * Contracts as exact bytes: delegations, tickets and leases as the small documents that their issuers sign. Only the writing
 * is here; reading, digests and signatures are {@code orca.wire}'s. Start at {@link orca.core.paper.Paper}.
 */
package orca.core.paper;
