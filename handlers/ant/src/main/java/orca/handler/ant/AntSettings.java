package orca.handler.ant;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import orca.core.resource.Names;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;

/**
 * What the configuration says to the handler.
 *
 * @param script the build file; absolute
 * @param dimensions the names of the sliver's entries in their order
 * @param own all other settings, which the script finds as {@code setting.NAME}
 */
record AntSettings(Path script, List<String> dimensions, Map<String, String> own) {
    private static final String FILE = "handler.xml";

    AntSettings {
        dimensions = List.copyOf(dimensions);
        own = new TreeMap<>(own);
    }

    /** The settings in {@code list}. @throws IllegalArgumentException naming what is missing, or is not as it should be */
    static AntSettings of(PropertyList list) {
        String named = list.text("script").orElseThrow(() -> new IllegalArgumentException(
                "script: must be given: a folder with " + FILE + ", or a file"));
        Map<String, String> own = new TreeMap<>();
        for (Map.Entry<String, PropertyValue> entry : list) {
            if (!entry.getKey().equals("script") && !entry.getKey().equals("dimensions")) {
                own.put(entry.getKey(), entry.getValue().toString());
            }
        }
        return new AntSettings(script(named), List.of(list.text("dimensions").orElse("cpu,memory").split("\\s*,\\s*")), own);
    }

    private static Path script(String words) {
        Path path;
        try {
            path = Path.of(words).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("script: must be a path, got " + Names.quoted(words), e);
        }
        Path file = Files.isDirectory(path) ? path.resolve(FILE) : path;
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("script: there is no file " + file);
        }
        return file;
    }
}
