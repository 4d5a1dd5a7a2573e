/**
 * The handler {@code networks}: a unit is a network of its own, a bridge of Open vSwitch that a VLAN or a VXLAN joins to others.
 * Start at {@link orca.handler.services.networks.UnitNetwork}.
 */
package orca.handler.services.networks;
