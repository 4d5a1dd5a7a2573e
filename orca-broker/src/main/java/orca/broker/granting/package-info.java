/**
 * What a broker gives to other brokers: a part of what it holds, offered, taken or refused, renewed, taken back, drained, run
 * out. What it holds itself is in the room holdings, its own tickets in ticketing. Start at
 * {@link orca.broker.granting.GrantDesk}.
 */
package orca.broker.granting;
