/**
 * How reservations of one guest depend on each other: predecessors and all-or-nothing groups. It says how they stand; who
 * acts on that is the service manager. Start at {@link orca.servicemanager.slice.Dependence} and
 * {@link orca.servicemanager.slice.Together}.
 */
package orca.servicemanager.slice;
