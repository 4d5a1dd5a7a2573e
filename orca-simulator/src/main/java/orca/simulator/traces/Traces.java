package orca.simulator.traces;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the files of recorded workloads. Looked at in this order: the folder that the system property {@link #PROPERTY} names;
 * the one that the environment variable {@link #VARIABLE} names; the repository's folder {@code traces}, from wherever in the
 * repository the program was started.
 */
public final class Traces {
    /** The system property that names the folder. */
    public static final String PROPERTY = "orca.traces";
    /** The environment variable that names it where the property is not set. */
    public static final String VARIABLE = "ORCA_TRACES";
    private static final String FOLDER = "traces";
    /** The folder of a handler's module is two steps inside the repository. */
    private static final int MOST_STEPS_UP = 2;

    private Traces() {}

    /**
     * The file of this name.
     *
     * @throws IllegalStateException if it is not there; says which file, where it was looked for, and what can be set
     */
    public static Path find(String file) {
        List<Path> folders = folders(System.getProperty(PROPERTY), System.getenv(VARIABLE), Path.of("").toAbsolutePath());
        return find(file, folders);
    }

    static Path find(String file, List<Path> folders) {
        for (Path folder : folders) {
            Path found = folder.resolve(file);
            if (Files.isReadable(found)) {
                return found;
            }
        }
        throw new IllegalStateException("traces: there is no file " + file + " in " + folders
                + "; name the folder of the traces by the system property " + PROPERTY + " or the environment variable "
                + VARIABLE);
    }

    /** Where to look: only where somebody said, or else in the repository. */
    static List<Path> folders(String property, String variable, Path here) {
        String said = property != null ? property : variable;
        if (said != null && !said.isBlank()) {
            return List.of(Path.of(said).toAbsolutePath());
        }
        List<Path> folders = new ArrayList<>();
        Path from = here;
        for (int step = 0; step <= MOST_STEPS_UP && from != null; step++) {
            folders.add(from.resolve(FOLDER));
            from = from.getParent();
        }
        return folders;
    }
}
