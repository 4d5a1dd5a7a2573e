package orca.handler.services.volumes;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import orca.core.resource.Names;
import orca.core.resource.PropertyList;
import orca.handler.services.Settings;

/**
 * What the configuration says to the handler.
 *
 * @param folder where the volumes are
 * @param quota how large all of them may be together, in MiB; 0: no bound
 * @param dimensions the names of the sliver's entries in their order; {@code disk} is MiB, other names mean nothing here
 * @param wipe whether what was written is overwritten before a volume is removed
 */
record VolumesSettings(Path folder, long quota, List<String> dimensions, boolean wipe) {
    /** The dimension that says how large a volume is. */
    static final String SIZE = "disk";

    private static final Set<String> KNOWN = Set.of("folder", "quota", "dimensions", "wipe");
    private static final long MOST = 1L << 40;

    VolumesSettings {
        dimensions = List.copyOf(dimensions);
    }

    /** The settings in {@code list}, with defaults for what it does not name; a name it does not know is refused. */
    static VolumesSettings of(PropertyList list) {
        Settings settings = new Settings(VolumesHandler.NAME, list, KNOWN);
        List<String> dimensions = settings.text("dimensions").isPresent() ? settings.words("dimensions") : List.of(SIZE);
        if (!dimensions.contains(SIZE)) {
            throw new IllegalArgumentException("dimensions: must have " + SIZE + " among them, got "
                    + Names.quoted(String.join(",", dimensions)));
        }
        String wipe = settings.text("wipe").orElse("zeros");
        if (!wipe.equals("zeros") && !wipe.equals("none")) {
            throw new IllegalArgumentException("wipe: must be zeros or none, got " + Names.quoted(wipe));
        }
        return new VolumesSettings(settings.file("folder", "where the volumes are"), settings.whole("quota", 0, 0, MOST),
                dimensions, wipe.equals("zeros"));
    }
}
