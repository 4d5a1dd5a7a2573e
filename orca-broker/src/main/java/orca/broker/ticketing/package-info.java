/**
 * What may happen to one ticket: demanded, granted, refused, given up, revoked, run out, freed, forgotten. Who gets how much is
 * the policy's affair and is brought here from the room bidding. Start at {@link orca.broker.ticketing.TicketDesk}; the steps
 * it takes are in {@link orca.broker.ticketing.TicketSteps}.
 */
package orca.broker.ticketing;
