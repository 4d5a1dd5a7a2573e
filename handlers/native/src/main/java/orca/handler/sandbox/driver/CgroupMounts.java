package orca.handler.sandbox.driver;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Where this process sees control groups: read from the kernel's own tables, not guessed from usual paths. */
final class CgroupMounts {
    /** What a unit needs of control groups. */
    enum Controller {
        MEMORY,
        CPU,
        CPUACCT,
        PIDS,
        FREEZER;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One hierarchy.
     *
     * @param version 1 or 2
     * @param controllers those it was mounted with; for version 2, where the mount does not say, empty
     * @param places folders under which a unit's group may be made, the better first: the top of what is mounted, then the
     *     group that this process is in, for one that was given only that
     */
    record Mount(int version, Set<Controller> controllers, List<Path> places) {
        Mount {
            places = List.copyOf(places);
        }
    }

    private CgroupMounts() {}

    /**
     * The hierarchies that matter.
     *
     * @param mountinfo the text of {@code /proc/self/mountinfo}
     * @param groups the text of {@code /proc/self/cgroup}
     */
    static List<Mount> parse(String mountinfo, String groups) {
        List<Mount> mounts = new ArrayList<>();
        for (String line : mountinfo.split("\n")) {
            String[] halves = line.split(" - ", 2);
            String[] front = halves[0].split(" ");
            String[] back = halves.length == 2 ? halves[1].split(" ") : new String[0];
            if (front.length < 6 || back.length < 3 || !back[0].startsWith("cgroup")) {
                continue;
            }
            int version = back[0].equals("cgroup2") ? 2 : 1;
            Set<Controller> controllers = version == 2 ? EnumSet.noneOf(Controller.class) : controllers(back[2].split(","));
            if (version == 2 || !controllers.isEmpty()) {
                Path top = Path.of(plain(front[4]));
                mounts.add(new Mount(version, controllers, places(top, plain(front[3]), ownGroup(groups, version, controllers))));
            }
        }
        return mounts;
    }

    /** The controllers among {@code words}; other words are mount options or of no use here. */
    static Set<Controller> controllers(String... words) {
        Set<Controller> found = EnumSet.noneOf(Controller.class);
        for (String word : words) {
            for (Controller controller : Controller.values()) {
                if (controller.word().equals(word)) {
                    found.add(controller);
                }
            }
        }
        return found;
    }

    private static List<Path> places(Path top, String root, String own) {
        List<Path> places = new ArrayList<>(List.of(top));
        // In a container the mount begins below the hierarchy's root; what lies beside it cannot be reached.
        boolean within = own.equals(root) || own.startsWith(root + "/");
        String below = root.equals("/") ? own : within ? own.substring(root.length()) : "";
        Path ownPlace = top.resolve(below.replaceFirst("^/+", "")).normalize();
        if (!ownPlace.equals(top) && ownPlace.startsWith(top)) {
            places.add(ownPlace);
        }
        return places;
    }

    private static String ownGroup(String groups, int version, Set<Controller> controllers) {
        for (String line : groups.split("\n")) {
            String[] parts = line.split(":", 3);
            if (parts.length == 3
                    && (version == 2
                            ? parts[0].equals("0") && parts[1].isEmpty()
                            : controllers(parts[1].split(",")).equals(controllers))) {
                return parts[2];
            }
        }
        return "";
    }

    /** The kernel writes blanks in paths as octal. */
    private static String plain(String path) {
        return path.replace("\\040", " ").replace("\\011", "\t").replace("\\012", "\n").replace("\\134", "\\");
    }
}
