package orca.runtime.journal;

import java.util.Objects;

/**
 * A PostgreSQL database and who may use it.
 *
 * @param url {@code jdbc:postgresql:} and where it is; no user and no password in it
 * @param user may make schemas there
 * @param password may be empty where the server asks for none; never shown
 */
public record PostgresPlace(String url, String user, String password) {
    /** How each begins. */
    public static final String PREFIX = "jdbc:postgresql:";

    public PostgresPlace {
        Objects.requireNonNull(url, "journal.url");
        Objects.requireNonNull(user, "journal.user");
        Objects.requireNonNull(password, "journal.password");
        if (!url.startsWith(PREFIX)) {
            throw new IllegalArgumentException("journal.url: must begin with " + PREFIX + ", got '" + shown(url) + "'");
        }
        if (url.matches(".*[?&](user|password)=.*") || url.contains("@")) {
            throw new IllegalArgumentException("journal.url: must hold no user and no password; say journal.user and"
                    + " journal.password-file");
        }
        if (user.isBlank()) {
            throw new IllegalArgumentException("journal.user: must be said");
        }
    }

    private static String shown(String url) {
        return url.length() <= 60 ? url : url.substring(0, 60) + "...";
    }

    @Override
    public String toString() {
        return url + " as " + user;
    }
}
