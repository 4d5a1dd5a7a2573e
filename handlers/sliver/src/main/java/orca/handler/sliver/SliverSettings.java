package orca.handler.sliver;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import orca.core.resource.Names;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.handler.sliver.driver.SliverDriver;

/**
 * What the configuration says to the handler.
 *
 * @param folder where the node keeps its slivers; absolute
 * @param reference the tree that all slivers share; absolute
 * @param dimensions the names of the sliver's entries in their order; {@code cpu} is milli-cores, {@code memory} and
 *     {@code disk} MiB, {@code bandwidth} Mbit/s, other names mean nothing here
 * @param network the slivers' addresses, like {@code 10.77.0.0/16}
 * @param processes the most in one sliver, 8 to 1,000,000
 */
record SliverSettings(Path folder, Path reference, List<String> dimensions, String network, long processes) {
    private static final Set<String> KNOWN = Set.of("folder", "reference", "dimensions", "network", "processes");

    SliverSettings {
        dimensions = List.copyOf(dimensions);
        if (!folder.isAbsolute() || !reference.isAbsolute()) {
            throw new IllegalArgumentException((folder.isAbsolute() ? "reference" : "folder") + ": must be absolute, got "
                    + (folder.isAbsolute() ? reference : folder));
        }
        if ((folder + "" + reference).matches("(?s).*[:,\\\\\\s].*")) {
            // These end a folder's name in the words of mount.
            throw new IllegalArgumentException("folder, reference: must have no colon, comma, backslash or blank");
        }
        SliverDriver.checkNetwork(network);
        if (processes < 8 || processes > 1_000_000) {
            throw new IllegalArgumentException("processes: must be from 8 to 1000000, got " + processes);
        }
    }

    /** The settings in {@code list}, with defaults for what it does not name; a name it does not know is refused. */
    static SliverSettings of(PropertyList list) {
        for (Map.Entry<String, PropertyValue> entry : list) {
            if (!KNOWN.contains(entry.getKey())) {
                throw new IllegalArgumentException("handler sliver: has no setting " + Names.quoted(entry.getKey()));
            }
        }
        if (list.get("processes").isPresent() && list.whole("processes").isEmpty()) {
            throw new IllegalArgumentException("processes: must be a whole number");
        }
        return new SliverSettings(
                path("folder", list.text("folder").orElse("/var/lib/orca/slivers")),
                path("reference", list.text("reference").orElse("/var/lib/orca/reference")),
                List.of(list.text("dimensions").orElse("cpu,memory").split("\\s*,\\s*")),
                list.text("network").orElse("10.77.0.0/16"),
                list.whole("processes").orElse(256L));
    }

    /** The driver that they describe. */
    SliverDriver driver() throws IOException {
        return new SliverDriver(folder, reference, network, processes);
    }

    private static Path path(String name, String words) {
        try {
            return Path.of(words).normalize();
        } catch (InvalidPathException refused) {
            throw new IllegalArgumentException(name + ": must be a path, got " + Names.quoted(words), refused);
        }
    }
}
