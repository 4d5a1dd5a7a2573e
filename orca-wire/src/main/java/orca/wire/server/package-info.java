/**
 * What a process that serves others has: the sockets that their calls come in by, bounded and with a thread for each call, and
 * its end. Who calls is proved by the bindings that
 * are put here ({@code orca.wire.soap}, {@code orca.wire.xmlrpc}), and what is called answers elsewhere. Start at
 * {@link orca.wire.server.WireServer}.
 */
package orca.wire.server;
