/**
 * Backups of containers as files: one archive with a stream for each actor's journal and a manifest, written as it is sent and
 * read with everything checked. What a stream says is the runtime's affair. Start at {@link orca.wire.backup.BackupFile}.
 */
package orca.wire.backup;
