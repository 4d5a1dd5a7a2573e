/**
 * Actors of other containers: what is on its way to them, the doors at which they call, and the collecting of what they have for
 * us where they cannot call. All of it may lose messages; the actors on both sides repeat. Nothing here knows what the bytes
 * look like. Start at {@link orca.runtime.remote.Switchboard} and {@link orca.runtime.remote.ActorDoor}.
 */
package orca.runtime.remote;
