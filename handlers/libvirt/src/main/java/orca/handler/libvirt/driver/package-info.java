/**
 * The driver of virtual machines: images, clones, seeds and templates on one side, the hypervisor's daemon behind
 * {@link orca.handler.libvirt.driver.Line} on the other. What a hypervisor is called is not said here but in a template.
 * Start at {@link orca.handler.libvirt.driver.LibvirtDriver}.
 */
package orca.handler.libvirt.driver;
