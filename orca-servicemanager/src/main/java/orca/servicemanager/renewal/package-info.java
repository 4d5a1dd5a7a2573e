/**
 * When a reservation is renewed and for how long. Whether the renewal is granted is nobody's business here. Start at
 * {@link orca.servicemanager.renewal.Renewal}.
 */
package orca.servicemanager.renewal;
