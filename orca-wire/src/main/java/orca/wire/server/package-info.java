/**
 * The sockets that calls of others come in by: bounded, and with a thread for each call. Who calls is proved by the bindings that
 * are put here ({@code orca.wire.soap}, {@code orca.wire.xmlrpc}), and what is called answers elsewhere. Start at
 * {@link orca.wire.server.WireServer}.
 */
package orca.wire.server;
