/**
 * The rights to issue tickets that a site gives brokers: offered, renewed, taken back. What tickets make of them is seen in
 * {@code orca.authority.redeem}. Start at {@link orca.authority.delegation.Delegating}.
 */
package orca.authority.delegation;
