/**
 * The handler {@code names}: a unit has a name in a zone of the site, forward and reverse, by signed dynamic update of a name
 * server (RFC 2136, RFC 8945). Everything that must be known later is in the zone. Start at
 * {@link orca.handler.services.names.UnitNames}.
 */
package orca.handler.services.names;
