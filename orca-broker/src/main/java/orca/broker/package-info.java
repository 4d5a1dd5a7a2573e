/**
 * A broker: it holds delegations from many sites and turns demands into tickets as its policy says. Here is only the actor,
 * which hands each event to the room it belongs to: holdings (delegations), granting (parts of those that
 * others get), ticketing (tickets) or bidding (the policy); what they know is in the ledger. Start at {@link orca.broker.Broker}.
 */
package orca.broker;
