/**
 * The handler called {@code native}: it turns the calls of an authority into orders for the driver of isolated process
 * trees, through the client of the host's agent. How a unit is made is not here but in the driver's package. Start at
 * {@link orca.handler.sandbox.NativeHandler}.
 */
package orca.handler.sandbox;
