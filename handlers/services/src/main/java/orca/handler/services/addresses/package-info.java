/**
 * The handler {@code addresses}: a unit has an address that a DHCP server keeps for its hardware address, by a reservation of
 * Kea. A file that Kea includes says who has which. Start at {@link orca.handler.services.addresses.UnitAddress}.
 */
package orca.handler.services.addresses;
