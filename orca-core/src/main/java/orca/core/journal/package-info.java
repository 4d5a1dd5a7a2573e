/**
 * What an actor writes down, and nothing about where: records that carry the whole new state of one subject, and groups
 * of them that become durable together. Files, databases, hashes and encodings live in the runtime. Start at
 * {@link orca.core.journal.JournalRecord}, then {@link orca.core.journal.Group}.
 */
package orca.core.journal;
