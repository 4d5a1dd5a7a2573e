package orca.runtime.journal;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/**
 * How much of a journal stays when a snapshot makes it needless for a restart, and where the rest goes.
 *
 * @param groups so many of the newest stay; 0 or more, {@link DatabaseJournal#KEEP_ALL} to keep the whole story
 * @param archive gets what is dropped, before it is dropped
 */
public record Retention(long groups, Archive archive) {
    /** Where what is dropped goes nowhere. */
    public static final Archive NOWHERE = (first, last, source) -> { };

    public Retention {
        Objects.requireNonNull(archive, "retention.archive");
        if (groups < 0) {
            throw new IllegalArgumentException("journal.keptGroups: must be 0 or more, got " + groups);
        }
    }

    /** Drops the rest. */
    public static Retention of(long groups) {
        return new Retention(groups, NOWHERE);
    }

    /** Keeps what a journal drops. */
    @FunctionalInterface
    public interface Archive {
        /**
         * Keeps groups; when it returns they are durable. It may be told the same again, or more from the same group on, after a
         * crash before they were dropped.
         *
         * @throws IOException when they cannot be kept: then they are not dropped either, and it is asked again later
         */
        void keep(long first, long last, Source source) throws IOException;
    }

    /** Writes the stream with the groups, as {@link Journal#copy} does. */
    @FunctionalInterface
    public interface Source {
        JournalCopy.Copied to(OutputStream out) throws IOException;
    }
}
