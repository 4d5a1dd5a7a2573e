/**
 * What a guest asks for and whether what it gets answers that: requests and changes checked before they are carried out,
 * tickets and leases checked when they come. Nothing here changes a state. Start at
 * {@link orca.servicemanager.demand.Requests} and {@link orca.servicemanager.demand.Fit}.
 */
package orca.servicemanager.demand;
