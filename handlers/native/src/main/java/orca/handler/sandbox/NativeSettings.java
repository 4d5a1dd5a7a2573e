package orca.handler.sandbox;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import orca.core.resource.Names;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.handler.sandbox.driver.Form;
import orca.handler.sandbox.driver.NativeDriver;

/**
 * What the configuration says to the handler.
 *
 * @param folder where the node keeps its units; absolute
 * @param forms those permitted, the preferred first
 * @param dimensions the names of the sliver's entries in their order; {@code cpu} is milli-cores, {@code memory} MiB, other
 *     names mean nothing here
 * @param ownNetwork whether units are apart from the host's network
 * @param processes the most processes in a unit, 8 to 1,000,000
 */
record NativeSettings(Path folder, List<Form> forms, List<String> dimensions, boolean ownNetwork, long processes) {
    private static final Set<String> KNOWN = Set.of("folder", "form", "dimensions", "network", "processes");

    NativeSettings {
        forms = List.copyOf(forms);
        dimensions = List.copyOf(dimensions);
        if (!folder.isAbsolute()) {
            throw new IllegalArgumentException("folder: must be absolute, got " + folder);
        }
        if (processes < 8 || processes > 1_000_000) {
            throw new IllegalArgumentException("processes: must be from 8 to 1000000, got " + processes);
        }
    }

    /** The settings in {@code list}, with defaults for what it does not name; a name it does not know is refused. */
    static NativeSettings of(PropertyList list) {
        for (Map.Entry<String, PropertyValue> entry : list) {
            if (!KNOWN.contains(entry.getKey())) {
                throw new IllegalArgumentException("handler native: has no setting " + Names.quoted(entry.getKey()));
            }
        }
        String network = list.text("network").orElse("own");
        if (!network.equals("own") && !network.equals("host")) {
            throw new IllegalArgumentException("network: must be own or host, got " + Names.quoted(network));
        }
        if (list.get("processes").isPresent() && list.whole("processes").isEmpty()) {
            throw new IllegalArgumentException("processes: must be a whole number");
        }
        return new NativeSettings(
                folder(list.text("folder").orElseGet(NativeSettings::usualFolder)),
                forms(list.text("form").orElse("auto")),
                List.of(list.text("dimensions").orElse("cpu,memory").split("\\s*,\\s*")),
                network.equals("own"),
                list.whole("processes").orElse(512L));
    }

    /** The driver that they describe. */
    NativeDriver driver() throws IOException, InterruptedException {
        return new NativeDriver(folder, forms, ownNetwork, processes);
    }

    private static String usualFolder() {
        return System.getProperty("java.io.tmpdir") + "/orca-native-" + System.getProperty("user.name");
    }

    private static Path folder(String words) {
        try {
            return Path.of(words);
        } catch (InvalidPathException refused) {
            throw new IllegalArgumentException("folder: must be a path, got " + Names.quoted(words), refused);
        }
    }

    private static List<Form> forms(String word) {
        if (word.equals("auto")) {
            return List.of(Form.values());
        }
        for (Form form : Form.values()) {
            if (form.word().equals(word)) {
                return List.of(form);
            }
        }
        throw new IllegalArgumentException("form: must be root, user, group or auto, got " + Names.quoted(word));
    }
}
