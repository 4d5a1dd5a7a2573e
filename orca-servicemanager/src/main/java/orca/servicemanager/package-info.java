/**
 * The service manager: it keeps leases for a guest, from the wish to the end. Here it decides and remembers; what it writes
 * down, asks, checks and hands to handlers has rooms of its own, and no room touches the world. Start at
 * {@link orca.servicemanager.ServiceManager}, then {@link orca.servicemanager.Course}.
 */
package orca.servicemanager;
