/**
 * Leased units in the guest: which handler takes them into service, and with what call. The site's own units are not here.
 * Start at {@link orca.servicemanager.host.JoinHandler} and {@link orca.servicemanager.host.Calls}.
 */
package orca.servicemanager.host;
