/**
 * Answers the management API: JSON over HTTP on loopback, for whoever has the token. Everything shown was read from an actor
 * between two commits, everything ordered goes through an actor's loop. The documents themselves are in
 * {@code orca.wire.management}. Start at {@link orca.runtime.management.ManagementServer}, then {@code Routes}.
 */
package orca.runtime.management;
