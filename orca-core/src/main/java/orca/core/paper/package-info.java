/**
 * Contracts as exact bytes: delegations, tickets, leases and relinquishments as the small documents that are signed. Only
 * the writing is here; reading, digests and signatures are {@code orca.wire}'s. Start at {@link orca.core.paper.Paper}.
 */
package orca.core.paper;
