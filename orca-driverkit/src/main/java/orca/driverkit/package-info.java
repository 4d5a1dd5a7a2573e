/**
 * For the authors of drivers: the promises of a driver as tests that its own test inherits, and an agent in a process of its own.
 * What handlers promise is not here but in the testkit. Start at {@link orca.driverkit.DriverContract}.
 */
package orca.driverkit;
