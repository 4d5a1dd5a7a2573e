package orca.wire.backup;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a backup holds.
 *
 * @param format of the archive, {@value #FORMAT}
 * @param version of the program that wrote it
 * @param madeAt when its writing began, by the container's clock
 * @param configuration the SHA-256 of the container's configuration file, in hexadecimal digits
 * @param actors whose journals it holds
 */
public record BackupManifest(int format, String version, Instant madeAt, String configuration, List<Part> actors) {
    /** What this version writes and reads. */
    public static final int FORMAT = 1;
    /** The most actors of one container that are believed. */
    public static final int MOST_ACTORS = 10_000;

    /**
     * One actor's journal.
     *
     * @param role {@code authority}, {@code broker} or {@code service-manager}
     * @param principal who it is to its peers
     * @param epoch of its life
     * @param first its first group
     * @param last its last group, by which it is as old as {@code stampedAt}; 0 when there is none
     * @param hash the chain's at the last group, which vouches for all before
     * @param entry the name of its stream in the archive
     * @param bytes how long the stream is
     * @param sha256 of the stream
     */
    public record Part(String name, String role, String principal, long epoch, long first, long last,
            Optional<Instant> stampedAt, String hash, long records, String entry, long bytes, String sha256) {
        /** How the entries of groups begin that a journal dropped: no actor can go on from them. */
        public static final String DROPPED = "dropped/";

        /** Whether it holds what a journal dropped, and not a journal. */
        public boolean dropped() {
            return entry.startsWith(DROPPED);
        }
    }

    public BackupManifest {
        actors = List.copyOf(actors);
        if (actors.size() > MOST_ACTORS) {
            throw new IllegalArgumentException("actors: at most " + MOST_ACTORS + ", got " + actors.size());
        }
    }
}
