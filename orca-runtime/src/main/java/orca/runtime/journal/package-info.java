/**
 * Where an actor's records become durable: the journal in a database, its hash chain, its head file, its snapshots, the
 * codec that turns records into bytes, and the check that walks it all. What a record means is no business of this package.
 * Start at {@link orca.runtime.journal.Journal}, then {@link orca.runtime.journal.H2Journal}.
 */
package orca.runtime.journal;
