/**
 * For the authors of drivers: the promises of a driver as tests that its own test inherits. What handlers promise is not here but
 * in the testkit. Start at {@link orca.driverkit.DriverContract}.
 */
package orca.driverkit;
