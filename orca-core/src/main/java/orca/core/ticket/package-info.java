/**
 * Promises: delegations that a site gives a broker, demands that a guest makes, tickets that a broker issues, and the
 * tables of both contracts. What a ticket becomes at the site is in {@code orca.core.lease}. Start at
 * {@link orca.core.ticket.TicketTable}.
 */
package orca.core.ticket;
