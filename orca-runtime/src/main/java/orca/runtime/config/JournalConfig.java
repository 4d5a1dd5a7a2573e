package orca.runtime.config;

import java.util.Optional;
import orca.runtime.journal.PostgresPlace;
import orca.wire.text.Default;
import orca.wire.text.Written;

/**
 * Where journals are kept, and how. Without a {@code url} each is an H2 database in the container's folder.
 *
 * @param url of a PostgreSQL database, {@code jdbc:postgresql://HOST/DATABASE}; every actor of the container has a schema of its
 *     own in it
 * @param user who may make schemas there; with a url, it must be said
 * @param passwordFile holds the password in its first line, relative to the configuration file; left out where the server asks
 *     for none
 * @param keep how many groups stay for the audit when a snapshot makes them needless for a restart; 0 or more
 * @param archive a folder, relative to the configuration file, for the groups that do not stay; without one they are dropped
 * @param snapshotGroups a snapshot is taken after so many groups; 1 or more
 * @param snapshotRecords or after so many records; 1 or more
 */
public record JournalConfig(
        Optional<String> url,
        Optional<String> user,
        @Written("password-file") Optional<String> passwordFile,
        @Default("1000000") long keep,
        Optional<String> archive,
        @Default("20000") @Written("snapshot-groups") long snapshotGroups,
        @Default("200000") @Written("snapshot-records") long snapshotRecords) {
    public JournalConfig {
        url.ifPresent(where -> PostgresPlace.checkUrl("url", where));
        if (url.isPresent() != user.isPresent()) {
            throw new IllegalArgumentException(url.isPresent() ? "user: must be said where there is a 'url'"
                    : "user: must not be said without a 'url', for H2 asks nobody who he is");
        }
        if (user.isPresent() && user.get().isBlank()) {
            throw new IllegalArgumentException("user: must not be empty");
        }
        if (passwordFile.isPresent() && url.isEmpty()) {
            throw new IllegalArgumentException("password-file: must not be said without a 'url', for H2 asks for no password");
        }
        if (archive.isPresent() && archive.get().isBlank()) {
            throw new IllegalArgumentException("archive: must not be empty");
        }
        check("keep", keep, 0);
        check("snapshot-groups", snapshotGroups, 1);
        check("snapshot-records", snapshotRecords, 1);
    }

    private static void check(String field, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(field + ": must be " + least + " or more, got " + value);
        }
    }
}
