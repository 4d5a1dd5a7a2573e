package orca.handler.services.homes;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import orca.core.resource.Names;
import orca.core.resource.PropertyList;
import orca.handler.services.Settings;

/**
 * What the configuration says to the handler.
 *
 * @param folder below which the homes are
 * @param exports the file that ganesha includes
 * @param server what guests call the server
 * @param pseudo below which ganesha shows the homes
 * @param first the lowest number of an export
 * @param last the highest
 * @param address the property that has a unit's address, from which alone its home is reached
 * @param uid whose all files in a home are
 * @param gid the group whose they are
 * @param bus where ganesha is spoken to, as D-Bus writes addresses
 * @param owner tells sites apart that share a file
 * @param timeout for one answer
 */
record HomesSettings(Path folder, Path exports, String server, String pseudo, int first, int last, String address, long uid,
        long gid, String bus, String owner, Duration timeout) {
    private static final Set<String> KNOWN = Set.of("folder", "exports", "server", "pseudo", "export-ids", "address", "uid",
            "gid", "bus-socket", "owner", "timeout");
    private static final Pattern IDS = Pattern.compile("([0-9]{1,5})\\s*-\\s*([0-9]{1,5})");
    private static final Pattern PLAIN = Pattern.compile("/[A-Za-z0-9._/-]*[A-Za-z0-9._-]");
    private static final Pattern SERVER = Pattern.compile("[A-Za-z0-9.-]{1,253}");
    private static final int MOST_ID = 65_535;
    private static final long MOST_UID = 2_147_483_647L;
    private static final long NOBODY = 65_534;

    /** The settings in {@code list}, with defaults for what it does not name; a name it does not know is refused. */
    static HomesSettings of(PropertyList list) {
        Settings settings = new Settings(HomesHandler.NAME, list, KNOWN);
        Path folder = settings.file("folder", "below which the homes are");
        matching("folder", folder.toString(), PLAIN, "a path of letters, digits, '.', '_', '-' and '/'");
        String words = settings.text("export-ids").orElse("1000-9999");
        Matcher ids = IDS.matcher(words);
        int first = ids.matches() ? Integer.parseInt(ids.group(1)) : 0;
        int last = first == 0 ? 0 : Integer.parseInt(ids.group(2));
        if (first < 1 || last < first || last > MOST_ID) {
            throw new IllegalArgumentException("export-ids: must be as in 1000-9999, from 1 to " + MOST_ID + ", got "
                    + Names.quoted(words));
        }
        return new HomesSettings(folder, settings.file("exports", "the file with exports that ganesha includes"),
                matching("server", settings.needed("server", "what guests call the server"), SERVER, "a host's name or address"),
                matching("pseudo", settings.text("pseudo").orElse("/homes"), PLAIN, "a path such as /homes"), first, last,
                Names.check("address", settings.text("address").orElse(PropertyList.SITES_OWN + "address")),
                settings.whole("uid", NOBODY, 1, MOST_UID), settings.whole("gid", NOBODY, 1, MOST_UID),
                "unix:path=" + Settings.path("bus-socket", settings.text("bus-socket").orElse("/run/dbus/system_bus_socket")),
                settings.owner(), settings.timeout());
    }

    private static String matching(String name, String words, Pattern pattern, String rule) {
        if (!pattern.matcher(words).matches()) {
            throw new IllegalArgumentException(name + ": must be " + rule + ", got " + Names.quoted(words));
        }
        return words;
    }
}
