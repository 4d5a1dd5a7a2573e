package orca.handler.services.addresses;

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
 * @param control the socket by which Kea takes commands
 * @param file with the reservations, which Kea includes
 * @param first the lowest address of the pool, as a number
 * @param last the highest
 * @param hardware the property that has a unit's hardware address, where it has one before it is made
 * @param prefix of the network that machines come into which are made with an address and a hardware address of it; 0 where units
 *     have hardware addresses of their own
 * @param owner tells sites apart that share a file
 * @param timeout for one answer
 */
record AddressesSettings(
        Path control, Path file, long first, long last, String hardware, int prefix, String owner, Duration timeout) {
    /** The most addresses in a pool. */
    static final int MOST = 65_536;

    private static final Set<String> KNOWN =
            Set.of("control-socket", "reservations", "pool", "hw-address", "prefix", "owner", "timeout");
    private static final Pattern POOL = Pattern.compile("([0-9.]+)\\s*-\\s*([0-9.]+)");
    private static final Pattern ADDRESS = Pattern.compile("([0-9]{1,3})\\.([0-9]{1,3})\\.([0-9]{1,3})\\.([0-9]{1,3})");

    /** The settings in {@code list}, with defaults for what it does not name; a name it does not know is refused. */
    static AddressesSettings of(PropertyList list) {
        Settings settings = new Settings(AddressesHandler.NAME, list, KNOWN);
        String words = settings.needed("pool", "the addresses that units get, such as 10.9.0.10-10.9.0.99");
        Matcher pool = POOL.matcher(words);
        long first = pool.matches() ? number(pool.group(1)) : -1;
        long last = first < 0 ? -1 : number(pool.group(2));
        if (first < 0 || last < first || last - first >= MOST) {
            throw new IllegalArgumentException("pool: must be 1 to " + MOST + " addresses, as in 10.9.0.10-10.9.0.99, got "
                    + Names.quoted(words));
        }
        return new AddressesSettings(
                Settings.path("control-socket", settings.text("control-socket").orElse("/run/kea/kea4-ctrl-socket")),
                settings.file("reservations", "the file with reservations that Kea includes"), first, last,
                Names.check("hw-address", settings.text("hw-address").orElse(PropertyList.SITES_OWN + "hw-address")),
                prefix(list), settings.owner(), settings.timeout());
    }

    private static int prefix(PropertyList list) {
        if (list.get("prefix").isEmpty()) {
            return 0;
        }
        if (list.get("hw-address").isPresent()) {
            throw new IllegalArgumentException("prefix: is for machines that are made with a hardware address, so it goes not"
                    + " with hw-address");
        }
        return Math.toIntExact(list.whole("prefix").filter(bits -> bits >= 1 && bits <= 30).orElseThrow(() ->
                new IllegalArgumentException("prefix: must be a whole number from 1 to 30, got "
                        + Names.quoted(list.get("prefix").get().toString()))));
    }

    /** The hardware address that goes with {@code address}: 52:54 and its four bytes, which no maker of devices gives to any. */
    static String hardware(String address) {
        long number = number(address);
        return "52:54:%02x:%02x:%02x:%02x".formatted(number >> 24 & 255, number >> 16 & 255, number >> 8 & 255, number & 255);
    }

    /** The number that an address is, or -1. */
    static long number(String address) {
        Matcher four = ADDRESS.matcher(address);
        if (!four.matches()) {
            return -1;
        }
        long number = 0;
        for (int i = 1; i <= 4; i++) {
            int part = Integer.parseInt(four.group(i));
            if (part > 255) {
                return -1;
            }
            number = number * 256 + part;
        }
        return number;
    }

    /** The address that {@code number} is. */
    static String address(long number) {
        return (number >> 24) + "." + (number >> 16 & 255) + "." + (number >> 8 & 255) + "." + (number & 255);
    }
}
