/**
 * Hosts that are to be empty for a while, so that they can be serviced: nothing new is placed into that time, units leave
 * before, and what has no other place is taken away when it begins. Begin with {@link orca.authority.maintenance.Maintaining}.
 */
package orca.authority.maintenance;
