package orca.runtime.journal;

import java.util.Objects;
import java.util.regex.Pattern;
import org.postgresql.Driver;

/**
 * A PostgreSQL database and who may use it.
 *
 * @param url {@code jdbc:postgresql:} and where it is; no user and no password in it
 * @param user may make schemas there
 * @param password empty where the server asks for none, or where the account's own {@code .pgpass} has it; never shown
 */
public record PostgresPlace(String url, String user, String password) {
    /** How each begins. */
    public static final String PREFIX = "jdbc:postgresql:";
    private static final Pattern SECRET = Pattern.compile("@|[?&][^=&]*(user|password)[^=&]*=", Pattern.CASE_INSENSITIVE);

    public PostgresPlace {
        Objects.requireNonNull(url, "journal.url");
        Objects.requireNonNull(user, "journal.user");
        Objects.requireNonNull(password, "journal.password");
        checkUrl("journal.url", url);
        if (user.isBlank()) {
            throw new IllegalArgumentException("journal.user: must be said");
        }
    }

    /**
     * Gives back {@code url} if it leads to PostgreSQL and carries no secret. What is wrong with it is said without repeating it,
     * for what is wrong may be that a password is in it.
     */
    public static String checkUrl(String field, String url) {
        if (!url.startsWith(PREFIX) || url.length() == PREFIX.length()) {
            throw new IllegalArgumentException(field + ": must begin with " + PREFIX + ", such as " + PREFIX + "//HOST/DATABASE");
        }
        if (SECRET.matcher(url).find()) {
            throw new IllegalArgumentException(field + ": must hold no user and no password; they have fields of their own, user"
                    + " and password-file");
        }
        if (Driver.parseURL(url, null) == null) {
            throw new IllegalArgumentException(field + ": must be " + PREFIX + "//HOST[:PORT]/DATABASE[?OPTION=VALUE&...]");
        }
        return url;
    }

    @Override
    public String toString() {
        return url + " as " + user;
    }
}
