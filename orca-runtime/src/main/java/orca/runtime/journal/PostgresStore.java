package orca.runtime.journal;

import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Objects;
import orca.core.resource.Names;

/**
 * A schema of its own in a PostgreSQL database, which may hold the journals of many actors.
 *
 * @param place the database
 * @param actor whose journal it is; the schema is called {@code orca-} and that
 * @param sign tells the sessions of this store from those of any other: a session that was left behind when the way to the
 *     server broke is ended by whoever has the same sign, and by nobody else
 */
public record PostgresStore(PostgresPlace place, String actor, String sign) implements JournalStore {
    private static final String SCHEMA = "orca-";
    /** PostgreSQL cuts longer names off, and then two would be one. */
    private static final int LONGEST_SCHEMA = 63;
    private static final SecureRandom RANDOM = new SecureRandom();

    public PostgresStore {
        Objects.requireNonNull(place, "journal.place");
        Names.check("journal.actor", actor);
        Objects.requireNonNull(sign, "journal.sign");
        int most = LONGEST_SCHEMA - SCHEMA.length();
        if (actor.length() > most) {
            throw new IllegalArgumentException("journal.actor: PostgreSQL takes names of at most " + most
                    + " characters here, got " + actor.length() + " in " + Names.quoted(actor));
        }
    }

    /** With a sign of its own. One journal after another of the same actor in the same process should come from one store. */
    public PostgresStore(PostgresPlace place, String actor) {
        this(place, actor, fresh());
    }

    private static String fresh() {
        byte[] bytes = new byte[6];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    String schema() {
        return SCHEMA + actor;
    }

    /** What the server calls its sessions. */
    String sessions() {
        // It keeps 63 bytes.
        return "orca " + sign + ' ' + (actor.length() <= 40 ? actor : actor.substring(0, 40));
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

    @Override
    public boolean away(SQLException e) {
        return PostgresDatabase.away(e);
    }
}
