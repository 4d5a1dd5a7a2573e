/**
 * Actors put together from their configuration: each with its loop, its journal, its runners and its way to the others. What
 * hosts them all and what manages them are rooms further out. Start at {@link orca.runtime.hosting.HostedActor}, then
 * {@link orca.runtime.hosting.ActorWorkshop}.
 */
package orca.runtime.hosting;
