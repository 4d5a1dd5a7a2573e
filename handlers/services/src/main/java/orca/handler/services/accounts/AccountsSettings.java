package orca.handler.services.accounts;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import orca.core.resource.Names;
import orca.core.resource.PropertyList;
import orca.handler.services.Settings;

/**
 * What the configuration says to the handler.
 *
 * @param server where the directory is
 * @param tls whether it is spoken to by TLS
 * @param authority certificates by which it is known, in PEM; empty: those that Java knows
 * @param user who we are there
 * @param password a file with the password in its first line
 * @param people below which accounts are made
 * @param namesBelow below which a name is looked for before it is given; {@code people} is below it
 * @param firstUid the smallest number of an account
 * @param lastUid the largest
 * @param gid the group that all have
 * @param home where an account's home is, with {@code {}} for its name
 * @param shell with which it logs in
 * @param keys the attribute for its public keys; empty: none
 * @param owner tells sites apart that share a directory
 * @param timeout for one answer
 */
record AccountsSettings(InetSocketAddress server, boolean tls, Optional<Path> authority, DN user, Path password, DN people,
        DN namesBelow, long firstUid, long lastUid, long gid, String home, String shell, Optional<String> keys, String owner,
        Duration timeout) {
    private static final Set<String> KNOWN = Set.of("server", "ca-file", "bind-dn", "password-file", "people", "uids", "gid",
            "home",
            "shell", "keys", "owner", "timeout", "names-below");
    private static final Pattern SERVER = Pattern.compile("(ldaps?)://([^/]+)/?");
    private static final Pattern UIDS = Pattern.compile("([0-9]{1,10})\\s*-\\s*([0-9]{1,10})");
    private static final Pattern ATTRIBUTE = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,63}");
    private static final Pattern HOME = Pattern.compile("/[A-Za-z0-9._/-]*\\{}[A-Za-z0-9._/-]*");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|::1");
    private static final long LEAST_UID = 1000;
    private static final long MOST_ID = 2_147_483_647L;
    private static final int PORT = 389;
    private static final int TLS_PORT = 636;

    /** The settings in {@code list}, with defaults for what it does not name; a name it does not know is refused. */
    static AccountsSettings of(PropertyList list) {
        Settings settings = new Settings(AccountsHandler.NAME, list, KNOWN);
        String url = settings.text("server").orElse("ldap://127.0.0.1");
        Matcher server = SERVER.matcher(url);
        if (!server.matches()) {
            throw new IllegalArgumentException("server: must be ldap://HOST:PORT or ldaps://HOST:PORT, got " + Names.quoted(url));
        }
        boolean tls = server.group(1).equals("ldaps");
        InetSocketAddress at = Settings.server("server", server.group(2), tls ? TLS_PORT : PORT);
        if (!tls && !LOOPBACK.matcher(at.getHostString()).matches()) {
            throw new IllegalArgumentException("server: must be ldaps://, for the password goes there, unless it is this machine;"
                    + " got " + Names.quoted(url));
        }
        Matcher uids = UIDS.matcher(settings.text("uids").orElse("20000-59999"));
        long first = uids.matches() ? Long.parseLong(uids.group(1)) : 0;
        long last = first == 0 ? 0 : Long.parseLong(uids.group(2));
        if (first < LEAST_UID || last < first || last > MOST_ID) {
            throw new IllegalArgumentException("uids: must be as in 20000-59999, from " + LEAST_UID + " on, got "
                    + Names.quoted(settings.text("uids").orElseThrow()));
        }
        DN user = dn("bind-dn", settings.needed("bind-dn", "who we are to the directory"));
        DN people = dn("people",
                settings.needed("people", "below which accounts are made, such as ou=people,dc=example,dc=org"));
        DN namesBelow = settings.text("names-below").map(words -> dn("names-below", words)).orElse(people);
        if (!people.isDescendantOf(namesBelow, true)) {
            throw new IllegalArgumentException("names-below: must have people (" + people + ") below it, got " + namesBelow);
        }
        return new AccountsSettings(at, tls, settings.text("ca-file").map(words -> Settings.path("ca-file", words)),
                user,
                settings.file("password-file", "with the password in its first line"),
                people, namesBelow, first, last, settings.whole("gid", 100, 1, MOST_ID),
                matching("home", settings.text("home").orElse("/home/{}"), HOME, "an absolute path with {} for the name"),
                Settings.path("shell", settings.text("shell").orElse("/bin/bash")).toString(),
                settings.text("keys").filter(words -> !words.equals("none"))
                        .map(words -> matching("keys", words, ATTRIBUTE, "an attribute such as sshPublicKey, or none")),
                settings.owner(), settings.timeout());
    }

    private static String matching(String name, String words, Pattern pattern, String rule) {
        if (!pattern.matcher(words).matches()) {
            throw new IllegalArgumentException(name + ": must be " + rule + ", got " + Names.quoted(words));
        }
        return words;
    }

    private static DN dn(String name, String words) {
        try {
            DN dn = new DN(words);
            if (!dn.isNullDN()) {
                return dn;
            }
        } catch (LDAPException none) {
            throw new IllegalArgumentException(name + ": must be a distinguished name, got " + Names.quoted(words), none);
        }
        throw new IllegalArgumentException(name + ": must be a distinguished name, got " + Names.quoted(words));
    }
}
