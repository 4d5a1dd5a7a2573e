package orca.handler.services.accounts;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import orca.core.handler.UnitCall;
import orca.core.resource.Names;
import orca.handler.services.ServiceException;
import orca.handler.services.UsualNames;

/** What accounts are called, and by which keys one comes in. */
final class Logins {
    /** The property by which a guest asks for a name. */
    static final String ACCOUNT = "account";
    /** Stands in it for the end of the unit's name, so that several units of one request have several accounts. */
    static final String EACH = "{}";
    /** The property that has a line of {@code authorized_keys}. */
    static final String KEY = "ssh-key";

    private static final Pattern LOGIN = Pattern.compile("[a-z][a-z0-9_-]{0,31}");
    private static final Pattern PUBLIC_KEY =
            Pattern.compile("(?:ssh-|ecdsa-|sk-)[a-z0-9@.-]{1,60} [A-Za-z0-9+/]{16,4000}={0,3}(?: [ -~]{0,200})?");
    /**
     * Those that a Debian has from the beginning, and others that are somebody: a host's own accounts come first, but not
     * all hosts have all.
     */
    private static final Set<String> TAKEN = Set.of("root", "toor", "daemon", "bin", "sys", "sync", "games", "man", "lp", "mail",
            "news", "uucp", "proxy", "www-data", "backup", "list", "irc", "nobody", "sshd", "messagebus", "admin",
            "administrator",
            "operator", "sudo", "adm", "wheel", "debian", "ubuntu", "orca", "postgres", "libvirt-qemu", "munge", "slurm");

    private Logins() {}

    /** The account's name that {@code call} asks for, else one made of its unit's. */
    static String wanted(UnitCall call) throws ServiceException {
        String unit = call.unit().value();
        String end = unit.substring(unit.lastIndexOf('-') + 1).replace('.', '-');
        Optional<String> asked = call.properties().text(ACCOUNT).map(words -> words.replace(EACH, end));
        if (asked.isEmpty()) {
            String made = call.unit().value().replace('.', '-');
            return LOGIN.matcher(made).matches() ? made : "u" + digest(call.unit().value());
        }
        String name = asked.get();
        if (!LOGIN.matcher(name).matches()) {
            throw ServiceException.lasting(ACCOUNT + ": must be 1 to 32 characters of a-z, 0-9, '_' and '-', beginning with a"
                    + " letter, got " + Names.quoted(name));
        }
        if (TAKEN.contains(name) || name.startsWith("systemd")) {
            throw ServiceException.lasting(ACCOUNT + ": hosts have an account " + name + " of their own; ask for another");
        }
        if (UsualNames.ofAnother(name, call.unit())) {
            throw ServiceException.lasting(ACCOUNT + ": " + name + " is the account of a unit whose holder asks for nothing;"
                    + " ask for another");
        }
        return name;
    }

    /** The key that {@code call} brings. */
    static Optional<String> key(UnitCall call) throws ServiceException {
        Optional<String> key = call.properties().text(KEY).map(String::strip);
        if (key.isPresent() && !PUBLIC_KEY.matcher(key.get()).matches()) {
            throw ServiceException.lasting(KEY
                    + ": must be one line of authorized_keys without options, such as 'ssh-ed25519 AAAA...'");
        }
        return key;
    }

    private static String digest(String words) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(words.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
