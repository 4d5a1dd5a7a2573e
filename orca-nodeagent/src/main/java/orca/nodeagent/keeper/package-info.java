/**
 * What a host holds for its authorities: who may order what, until when each unit is leased, and what happens when that is
 * over and nobody has come. It knows no sockets and no keys: whoever hands it an order has proved who gives it. Start at
 * {@link orca.nodeagent.keeper.Keeper}.
 */
package orca.nodeagent.keeper;
