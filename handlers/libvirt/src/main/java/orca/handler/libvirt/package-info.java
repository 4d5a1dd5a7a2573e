/**
 * The handler called {@code libvirt}: it turns the calls of an authority into orders for the driver of virtual machines,
 * through the client of the host's agent. How a machine is made is not here but in the driver's package. Start at
 * {@link orca.handler.libvirt.LibvirtHandler}.
 */
package orca.handler.libvirt;
