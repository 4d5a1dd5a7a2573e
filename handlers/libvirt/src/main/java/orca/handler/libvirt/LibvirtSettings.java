package orca.handler.libvirt;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import orca.core.resource.Names;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.handler.libvirt.driver.NodeSettings;

/**
 * What the configuration says to the handler.
 *
 * @param node what the driver is told
 * @param dimensions the names of the sliver's entries in their order; {@code cpu} is milli-cores, {@code memory} and
 *     {@code disk} MiB, {@code bandwidth} kbit/s, other names mean nothing here
 * @param defaults of properties that neither host nor request say
 * @param memory MiB where the sliver does not say
 * @param permits what a request may ask of a living unit: {@code power}, {@code place}
 * @param home what the site's inventory calls the host of the own daemon
 */
record LibvirtSettings(
        NodeSettings node, List<String> dimensions, PropertyList defaults, long memory, List<String> permits, String home) {
    /** The most addresses or ports in a pool. */
    static final int MOST_POOLED = 65_536;

    /** Beyond what people, services and subuid have, and what systemd-nspawn picks from, which is below 1879048192. */
    private static final String IDS = "1879048192-1944584191";

    private static final Set<String> KNOWN = Set.of("folder", "images", "templates", "uri", "store", "acceleration", "clone",
            "network", "bridge", "filter", "addresses", "gateway", "ports", "memory.most", "cpu.most", "shutdown", "trial",
            "volumes", "ids", "dimensions", "permit", "home", "image", "kernel", "initrd", "template", "memory");
    private static final Pattern HOST = Pattern.compile("host\\.([a-z0-9-]+)(\\.data)?");
    private static final Pattern ADDRESSES = Pattern.compile("([0-9.]+)(?:\\s*-\\s*([0-9.]+))?/([0-9]{1,2})");
    private static final Pattern RANGE = Pattern.compile("([0-9]{1,10})\\s*-\\s*([0-9]{1,10})");
    private static final Pattern PORTS = Pattern.compile("([0-9]{1,5})\\s*-\\s*([0-9]{1,5})");

    LibvirtSettings {
        dimensions = List.copyOf(dimensions);
        permits = List.copyOf(permits);
        for (String permit : permits) {
            if (!permit.equals("power") && !permit.equals("place")) {
                throw new IllegalArgumentException("permit: must be of power, place and none, got " + Names.quoted(permit));
            }
        }
    }

    /** The settings in {@code list}, with defaults for what it does not name; a name it does not know is refused. */
    static LibvirtSettings of(PropertyList list) {
        Map<String, String> hosts = new TreeMap<>();
        Map<String, String> data = new TreeMap<>();
        for (Map.Entry<String, PropertyValue> entry : list) {
            Matcher host = HOST.matcher(entry.getKey());
            if (host.matches()) {
                (host.group(2) == null ? hosts : data).put(host.group(1), entry.getValue().toString());
            } else if (!KNOWN.contains(entry.getKey())) {
                throw new IllegalArgumentException("handler libvirt: has no setting " + Names.quoted(entry.getKey()));
            }
        }
        Path folder = path("folder", list.text("folder").orElse("/var/lib/orca/libvirt"));
        String uri = list.text("uri").orElse("qemu:///system");
        boolean containers = NodeSettings.containers(uri);
        String store = list.text("store").orElse("own");
        if (!store.equals("own") && !store.equals("shared")) {
            throw new IllegalArgumentException("store: must be own or shared, got " + Names.quoted(store));
        }
        NodeSettings node = new NodeSettings(folder, path("images",
                list.text("images").orElse(folder.resolve("images").toString())),
                list.text("templates").map(words -> path("templates", words)), uri,
                hosts, data,
                store.equals("shared"), list.text("acceleration").orElse(containers ? "lxc" : "auto"),
                words(list.text("clone").orElse(list.text("volumes").isPresent() ? "thin"
                        : containers ? "reflink,copy" : "reflink,backing,copy")),
                list.text("network").orElse("none"),
                list.text("bridge").orElse(""), list.text("filter"),
                list.text("addresses").map(LibvirtSettings::addresses).orElse(List.of()),
                list.text("gateway"), list.text("ports").map(LibvirtSettings::ports).orElse(List.of()),
                whole(list, "memory.most", 0), Math.toIntExact(whole(list, "cpu.most", 0)),
                span(list, "shutdown", Duration.ofSeconds(30)),
                list.whole("trial").equals(Optional.of(0L)) ? Duration.ZERO
                        : span(list, "trial", containers ? Duration.ZERO : Duration.ofSeconds(10)),
                list.text("volumes"), ids(list.text("ids").orElse(IDS)));
        PropertyList defaults = PropertyList.NONE;
        for (String name : List.of("image", "kernel", "initrd", "template")) {
            if (list.get(name).isPresent()) {
                defaults = defaults.with(name, list.get(name).get());
            }
        }
        String permit = list.text("permit").orElse("power");
        return new LibvirtSettings(node, words(list.text("dimensions").orElse("cpu,memory,disk,bandwidth")), defaults,
                whole(list, "memory", 512), permit.equals("none") ? List.of() : words(permit),
                list.text("home").orElse(NodeSettings.HOME));
    }

    private static List<String> words(String list) {
        return List.of(list.strip().split("\\s*,\\s*"));
    }

    private static long whole(PropertyList list, String name, long otherwise) {
        if (list.get(name).isPresent() && list.whole(name).filter(n -> n >= 0 && n <= 100_000_000).isEmpty()) {
            throw new IllegalArgumentException(name + ": must be a whole number that is not negative, got "
                    + Names.quoted(list.text(name).get()));
        }
        return list.whole(name).orElse(otherwise);
    }

    private static Duration span(PropertyList list, String name, Duration otherwise) {
        Optional<PropertyValue> value = list.get(name);
        if (value.isEmpty()) {
            return otherwise;
        }
        if (value.get() instanceof PropertyValue.Whole(long seconds) && seconds >= 1 && seconds <= 3600) {
            return Duration.ofSeconds(seconds);
        }
        throw new IllegalArgumentException(name + ": must be seconds, from 1 to 3600, got "
                + Names.quoted(value.get().toString()));
    }

    private static Path path(String name, String words) {
        try {
            return Path.of(words);
        } catch (InvalidPathException refused) {
            throw new IllegalArgumentException(name + ": must be a path, got " + Names.quoted(words), refused);
        }
    }

    /** {@code 10.0.0.10-10.0.0.99/24}, each address with its prefix. */
    static List<String> addresses(String words) {
        Matcher range = ADDRESSES.matcher(words.strip());
        if (!range.matches() || Integer.parseInt(range.group(3)) > 32) {
            throw new IllegalArgumentException("addresses: must be as in 10.0.0.10-10.0.0.99/24, got " + Names.quoted(words));
        }
        long first = number(range.group(1));
        long last = range.group(2) == null ? first : number(range.group(2));
        if (last < first || last - first >= MOST_POOLED) {
            throw new IllegalArgumentException("addresses: must be 1 to " + MOST_POOLED + " from the lower to the higher, got "
                    + Names.quoted(words));
        }
        List<String> all = new ArrayList<>();
        for (long n = first; n <= last; n++) {
            all.add((n >> 24) + "." + (n >> 16 & 255) + "." + (n >> 8 & 255) + "." + (n & 255) + "/" + range.group(3));
        }
        return all;
    }

    private static long number(String address) {
        String[] parts = address.split("\\.", -1);
        long number = 0;
        for (String part : parts) {
            if (part.isEmpty() || part.length() > 3 || Integer.parseInt(part) > 255) {
                throw new IllegalArgumentException("addresses: must be as in 10.0.0.10-10.0.0.99/24, got "
                        + Names.quoted(address));
            }
            number = number * 256 + Integer.parseInt(part);
        }
        if (parts.length != 4) {
            throw new IllegalArgumentException("addresses: must be as in 10.0.0.10-10.0.0.99/24, got " + Names.quoted(address));
        }
        return number;
    }

    /** The first of each range of users that is whole within {@code words}, as in 1879048192-1944584191. */
    static List<String> ids(String words) {
        Matcher range = RANGE.matcher(words.strip());
        long first = range.matches() ? Long.parseLong(range.group(1)) : 0;
        long last = first == 0 ? 0 : Long.parseLong(range.group(2));
        if (first < NodeSettings.IDS_EACH || last < first + NodeSettings.IDS_EACH - 1 || last > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("ids: must be as in " + IDS + ", with room for " + NodeSettings.IDS_EACH
                    + " and none below that, got " + Names.quoted(words));
        }
        List<String> all = new ArrayList<>();
        for (long id = first; id + NodeSettings.IDS_EACH - 1 <= last; id += NodeSettings.IDS_EACH) {
            all.add(Long.toString(id));
        }
        return all;
    }

    static List<String> ports(String words) {
        Matcher range = PORTS.matcher(words.strip());
        int first = range.matches() ? Integer.parseInt(range.group(1)) : 0;
        int last = first == 0 ? 0 : Integer.parseInt(range.group(2));
        if (first < 1 || last < first || last > 65_535) {
            throw new IllegalArgumentException("ports: must be as in 20022-20099, got " + Names.quoted(words));
        }
        List<String> all = new ArrayList<>();
        for (int port = first; port <= last; port++) {
            all.add(Integer.toString(port));
        }
        return all;
    }
}
