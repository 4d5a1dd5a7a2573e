/**
 * What may happen to one delegation at its broker: offered, taken or refused, renewed, taken back, drained, run out. Tickets on
 * it live on in the room ticketing. Start at {@link orca.broker.holdings.HoldingDesk}.
 */
package orca.broker.holdings;
