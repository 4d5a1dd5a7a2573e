/**
 * What a broker knows and how it is written down: the images of tickets and holdings, and the ledger that is made of them,
 * with its calendars, queues and counts. Nothing is decided here; that is done in the rooms ticketing, bidding and holdings.
 * Start at {@link orca.broker.ledger.TicketImage}, then {@link orca.broker.ledger.Ledger}.
 */
package orca.broker.ledger;
