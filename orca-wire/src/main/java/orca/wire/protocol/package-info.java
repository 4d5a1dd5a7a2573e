/**
 * The messages of the core as names and values, the same in every binding: which names, what each may be, and how contracts lie
 * in them as papers. What is wrong is said with the name of the field. Start at {@link orca.wire.protocol.MessageForm}.
 */
package orca.wire.protocol;
