/**
 * What a process writes to its log: one line for each event, with fields, as text or as JSON, and the id by which one reservation
 * is followed through all of them. Start at {@link orca.wire.log.Logs}.
 */
package orca.wire.log;
