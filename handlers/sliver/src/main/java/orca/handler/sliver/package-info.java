/**
 * The handler called {@code sliver}: it turns the calls of an authority into orders for the driver of slivers, through the
 * client of the host's agent. How a sliver is made is not here but in the driver's package. Start at
 * {@link orca.handler.sliver.SliverHandler}.
 */
package orca.handler.sliver;
