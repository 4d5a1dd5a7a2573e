/**
 * What every contract shares, whoever the parties are: who they are, what it is called, why it was refused, what its
 * holder must be told. Tickets, leases, reservations and delegations live in rooms of their own. Start at
 * {@link orca.core.contract.ContractKey} and {@link orca.core.contract.Refusal}.
 */
package orca.core.contract;
