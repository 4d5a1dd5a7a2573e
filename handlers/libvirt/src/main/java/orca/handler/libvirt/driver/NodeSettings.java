package orca.handler.libvirt.driver;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a node is told about itself and its hosts.
 *
 * @param folder where it keeps its units; absolute
 * @param images the library
 * @param templates a folder with templates of the site's own, if there is one
 * @param uri where the own host's daemon is
 * @param hosts the daemons of further hosts, by the names under which units are moved to them
 * @param data for a host, where its memory images are sent to in a move, if not where libvirt thinks
 * @param sharedStore whether all hosts see the same files at the same place
 * @param acceleration {@code auto}, or the type of machine that is to be used without a trial
 * @param clones the ways of cloning that are permitted, the preferred first
 * @param network {@code bridge}, {@code user} or {@code none}
 * @param bridge the bridge's name, for the first of these
 * @param filter libvirt's filter of what passes between a machine and the bridge, if there is to be one
 * @param addresses a pool of addresses with their prefix, each as in 10.0.0.7/24; may be empty
 * @param gateway for these, if there is one
 * @param ports a pool of ports of this host behind which units answer on a user network; may be empty
 * @param memoryMost MiB up to which a living machine may be grown; 0 for what it starts with
 * @param cpusMost processors up to which a living machine may be grown; 0 for what it starts with
 * @param shutdown how long a machine may take to end by itself
 * @param trial how long the trial guest may take; zero for no trial, which needs that {@code acceleration} is said
 * @param volumes a thin pool of LVM for the units' disks, as in {@code vg0/thin}, if there is one
 * @param ids the first of each range of {@value #IDS_EACH} users that a container may have as its own
 */
public record NodeSettings(Path folder, Path images, Optional<Path> templates, String uri, Map<String, String> hosts,
        Map<String, String> data, boolean sharedStore, String acceleration, List<String> clones, String network, String bridge,
        Optional<String> filter, List<String> addresses, Optional<String> gateway, List<String> ports, long memoryMost,
        int cpusMost, Duration shutdown, Duration trial, Optional<String> volumes, List<String> ids) {
    /** What the own host is called, when something is to be moved back to it. */
    public static final String HOME = "home";

    /** As many users as each container has as its own. */
    public static final int IDS_EACH = 65_536;

    private static final Pattern FILTER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    public NodeSettings {
        hosts = new java.util.TreeMap<>(hosts);
        data = new java.util.TreeMap<>(data);
        clones = List.copyOf(clones);
        addresses = List.copyOf(addresses);
        ports = List.copyOf(ports);
        ids = List.copyOf(ids);
        if (!folder.isAbsolute()) {
            throw new IllegalArgumentException("folder: must be absolute, got " + folder);
        }
        if (!images.isAbsolute()) {
            throw new IllegalArgumentException("images: must be absolute, got " + images);
        }
        oneOf("network", network, List.of("bridge", "user", "none"));
        if (network.equals("bridge") && bridge.isEmpty()) {
            throw new IllegalArgumentException("bridge: must be said when network is bridge");
        }
        if (filter.isPresent() && !network.equals("bridge")) {
            throw new IllegalArgumentException("filter: needs network: bridge, got network: " + network);
        }
        if (filter.isPresent() && !FILTER.matcher(filter.get()).matches()) {
            throw new IllegalArgumentException("filter: must be a name as virsh nwfilter-list shows it, got "
                    + orca.core.resource.Names.quoted(filter.get()));
        }
        clones.forEach(way -> oneOf("clone", way, List.of("thin", "reflink", "backing", "copy")));
        if (!acceleration.matches("[a-z]{2,12}")) {
            throw new IllegalArgumentException("acceleration: must be auto or a type of machine such as kvm or qemu, got "
                    + orca.core.resource.Names.quoted(acceleration));
        }
        if (trial.isZero() && acceleration.equals("auto")) {
            throw new IllegalArgumentException("acceleration: must be said when trial is 0: nobody finds it out then");
        }
        volumes.ifPresent(ThinPool::check);
        if (volumes.isPresent() && (sharedStore || !hosts.isEmpty())) {
            throw new IllegalArgumentException("volumes: are on one host, so they go with neither store: shared nor host.NAME");
        }
        if (clones.contains("thin") && volumes.isEmpty()) {
            throw new IllegalArgumentException("clone: thin needs volumes, a thin pool of LVM as in vg0/thin");
        }
        if (containers(uri)) {
            checkContainers(uri, hosts, sharedStore, acceleration, clones, network, trial);
        }
    }

    /** Whether the units are containers: all of a daemon's are, or none. */
    boolean containers() {
        return containers(uri);
    }

    /** Whether a daemon at {@code uri} has containers. */
    public static boolean containers(String uri) {
        return uri.startsWith("lxc:") || uri.startsWith("lxc+");
    }

    private static void checkContainers(String uri, Map<String, String> hosts, boolean sharedStore, String acceleration,
            List<String> clones, String network, Duration trial) {
        if (!uri.equals("lxc:///system") && !uri.equals("lxc:///")) {
            throw new IllegalArgumentException("uri: containers need a daemon on this host, lxc:///system, got "
                    + orca.core.resource.Names.quoted(uri) + "; elsewhere an agent runs there");
        }
        if (sharedStore || !hosts.isEmpty()) {
            throw new IllegalArgumentException(
                    "uri: containers stay where they are, so lxc:///system goes with neither store: shared nor host.NAME");
        }
        if (!acceleration.equals(Containers.TYPE) || !trial.isZero()) {
            throw new IllegalArgumentException("acceleration: must be lxc, and trial 0, with uri lxc:///system");
        }
        if (clones.contains("backing")) {
            throw new IllegalArgumentException("clone: backing makes a disk that only a machine can read; containers have thin,"
                    + " reflink and copy");
        }
        if (network.equals("user")) {
            throw new IllegalArgumentException("network: must be bridge or none with uri lxc:///system, got user");
        }
    }

    private static void oneOf(String name, String value, List<String> words) {
        if (!words.contains(value)) {
            throw new IllegalArgumentException(name + ": must be one of " + words + ", got "
                    + orca.core.resource.Names.quoted(value));
        }
    }
}
