/**
 * What time it is for a process. The pure rooms are told the time with each event and have no business here; whoever opens
 * sockets, stamps messages or watches terms takes it from {@link orca.wire.time.WallClock}, so that a test can set it.
 */
package orca.wire.time;
