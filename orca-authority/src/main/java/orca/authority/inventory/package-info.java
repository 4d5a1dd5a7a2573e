/**
 * What a site has: its types and hosts, how they change by an operator's word, and what room there is on them. Which unit goes
 * where is decided in {@code orca.authority.assignment}. Start at {@link orca.authority.inventory.Inventory}.
 */
package orca.authority.inventory;
