package orca.runtime.journal;

import java.nio.file.Path;
import java.util.Objects;
import orca.core.resource.Names;

/**
 * Where an actor's journal lies.
 *
 * @param folder holds the journals of any number of actors; made when it is not there
 * @param actor whose journal it is; part of its files' names and of its first hash
 */
public record JournalFiles(Path folder, String actor) {
    public JournalFiles {
        Objects.requireNonNull(folder, "journal.folder");
        Names.check("journal.actor", actor);
        folder = folder.toAbsolutePath().normalize();
        if (folder.toString().indexOf(';') >= 0) {
            throw new IllegalArgumentException("journal.folder: H2 allows no ';' in a path, got " + folder);
        }
    }

    /** The database, as H2 names its one file. */
    public Path database() {
        return folder.resolve(actor + AtomicFiles.DATABASE);
    }

    /** What the database lacks of the last commits; belongs to it as much as its own bytes. */
    public Path redo() {
        return folder.resolve(actor + AtomicFiles.REDO);
    }

    public Path head() {
        return folder.resolve(actor + ".head");
    }

    /** Locked while the journal is open; it stays empty and may be left lying about. */
    public Path lock() {
        return folder.resolve(actor + ".lock");
    }
}
