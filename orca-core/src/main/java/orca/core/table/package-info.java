/**
 * State tables as data: what may happen to a contract, on one screen each. The tables themselves stand in the rooms of
 * what they govern; here is only how a table is written, asked, drawn and checked. Start at {@link orca.core.table.Table}.
 */
package orca.core.table;
