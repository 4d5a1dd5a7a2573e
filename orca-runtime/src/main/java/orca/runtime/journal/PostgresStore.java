package orca.runtime.journal;

import java.util.Objects;
import orca.core.resource.Names;

/**
 * A schema of its own in a PostgreSQL database, which may hold the journals of many actors.
 *
 * @param place the database
 * @param actor whose journal it is; the schema is called {@code orca-} and that
 */
public record PostgresStore(PostgresPlace place, String actor) implements JournalStore {
    public PostgresStore {
        Objects.requireNonNull(place, "journal.place");
        Names.check("journal.actor", actor);
    }

    String schema() {
        return "orca-" + actor;
    }

    @Override
    public String name() {
        return schema() + " in " + place.url();
    }

    @Override
    public boolean missing() {
        return false;
    }

    @Override
    public JournalDatabase open() {
        return PostgresDatabase.open(this, false);
    }

    @Override
    public JournalDatabase openReadOnly() {
        return PostgresDatabase.open(this, true);
    }
}
