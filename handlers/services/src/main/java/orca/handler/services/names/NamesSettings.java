package orca.handler.services.names;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import orca.core.resource.Names;
import orca.core.resource.PropertyList;
import orca.handler.services.Settings;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/**
 * What the configuration says to the handler.
 *
 * @param server the primary server of all the zones
 * @param zone in which units get their names
 * @param reverse the zones in which their addresses are named; none: addresses are not named, and may be any
 * @param key a file as {@code tsig-keygen} writes it
 * @param address the property that has a unit's address
 * @param ttl of what is put into the zones, in seconds
 * @param owner tells sites apart that share a zone
 * @param timeout for one answer
 */
record NamesSettings(InetSocketAddress server, Name zone, List<Name> reverse, Path key, String address, long ttl, String owner,
        Duration timeout) {
    /** Where addresses stand that no guest can have invented. */
    static final String USUAL_ADDRESS = PropertyList.SITES_OWN + "address";

    private static final Set<String> KNOWN =
            Set.of("server", "zone", "reverse", "key-file", "address", "ttl", "owner", "timeout");
    private static final int PORT = 53;
    private static final long LONGEST_TTL = 86_400;

    NamesSettings {
        reverse = List.copyOf(reverse);
    }

    /** The settings in {@code list}, with defaults for what it does not name; a name it does not know is refused. */
    static NamesSettings of(PropertyList list) {
        Settings settings = new Settings(NamesHandler.NAME, list, KNOWN);
        Name zone = zone("zone", settings.needed("zone", "the zone in which units get their names"));
        List<Name> reverse = settings.words("reverse").stream().filter(name -> !name.equals("none"))
                .map(name -> reverse(name)).toList();
        if (reverse.isEmpty() && settings.text("reverse").isEmpty()) {
            throw new IllegalArgumentException(
                    "reverse: must be said, the zones of the units' addresses such as 9.10.in-addr.arpa, or none");
        }
        return new NamesSettings(Settings.server("server", settings.text("server").orElse("127.0.0.1"), PORT), zone, reverse,
                settings.file("key-file", "a file as tsig-keygen writes it"),
                Names.check("address", settings.text("address").orElse(USUAL_ADDRESS)),
                settings.whole("ttl", 60, 0, LONGEST_TTL), settings.owner(), settings.timeout());
    }

    private static Name reverse(String words) {
        Name name = zone("reverse", words);
        String text = name.toString();
        if (!text.endsWith(".in-addr.arpa.") && !text.endsWith(".ip6.arpa.")) {
            throw new IllegalArgumentException(
                    "reverse: must be zones below in-addr.arpa or ip6.arpa, or none, got " + Names.quoted(words));
        }
        return name;
    }

    private static Name zone(String setting, String words) {
        try {
            Name name = Name.fromString(words, Name.root).canonicalize();
            if (name.labels() > 2) {
                return name;
            }
        } catch (TextParseException none) {
            throw new IllegalArgumentException(setting + ": must be a zone's name, got " + Names.quoted(words), none);
        }
        throw new IllegalArgumentException(setting + ": must be a zone's name with a dot in it, got " + Names.quoted(words));
    }
}
