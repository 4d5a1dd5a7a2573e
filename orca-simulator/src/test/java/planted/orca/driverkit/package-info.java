/** Violations planted for the house rules; nothing here is ever run. */
package planted.orca.driverkit;
