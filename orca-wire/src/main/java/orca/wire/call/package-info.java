/**
 * One actor calls another: what can be asked, and the two ends of a call. A body is names and values, whatever the bytes on the
 * wire look like; how those are written and proved is the bindings' ({@code orca.wire.soap}, {@code orca.wire.xmlrpc}). Start at
 * {@link orca.wire.call.Operation}, {@link orca.wire.call.Door} and {@link orca.wire.call.Line}.
 */
package orca.wire.call;
