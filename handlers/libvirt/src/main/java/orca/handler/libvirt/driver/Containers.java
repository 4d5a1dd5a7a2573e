package orca.handler.libvirt.driver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import orca.nodeagent.driver.FolderLock;
import orca.nodeagent.driver.Pool;
import org.w3c.dom.Element;

/**
 * What a container has on its host besides what libvirt does for it: users of its own out of a pool, its disk mounted as its
 * root, its seed as a folder, and the slice that holds it.
 */
final class Containers {
    /** What libvirt calls them. */
    static final String TYPE = "lxc";

    private static final Path DEVICES = Path.of("/run/systemd/network/10-orca-containers.link");
    private static final String LEFT_ALONE = """
            # Written by the agent of this host. libvirt gives a container's network device its hardware address; udev, which
            # comes a moment later, would give it another.
            [Match]
            Driver=veth
            OriginalName=oc* vnet*
            [Link]
            MACAddressPolicy=none
            """;

    private final NodeSettings settings;
    private final Label label;
    private final UnitFolders folders;
    private final Pool ids;

    Containers(NodeSettings settings, Label label, UnitFolders folders) {
        this.settings = settings;
        this.label = label;
        this.folders = folders;
        this.ids = new Pool(settings.folder().resolve("ids"));
    }

    static boolean is(Machine machine) {
        return machine.birth().acceleration().equals(TYPE);
    }

    static boolean is(Element domain) {
        return domain.getAttribute("type").equals(TYPE);
    }

    /** Whether all that this node has are containers. */
    boolean here() {
        return settings.containers();
    }

    /** An {@link IllegalArgumentException} says what no container can be, or what this host lacks. */
    void check(UnitSpec spec) {
        if (!here()) {
            return;
        }
        spec.power().filter(power -> power == Machine.State.SAVED || power == Machine.State.PAUSED).ifPresent(power -> {
            throw new IllegalArgumentException("power: a container is running or off; libvirt cannot have it " + power.word());
        });
        if (!spec.extras().isEmpty()) {
            throw new IllegalArgumentException("attach: a container takes no volumes and networks of other leases, got "
                    + spec.extras().getFirst().words());
        }
        Slice.need();
    }

    /** An {@link IllegalArgumentException} for an image that cannot be mounted as it is. */
    void check(ImageLibrary.Disk image) {
        if (here() && settings.volumes().isEmpty() && !image.format().equals("raw")) {
            throw new IllegalArgumentException("image: must be raw for a container without volumes, got " + image.format());
        }
    }

    Slice slice(String unit) {
        return new Slice(label.name(unit));
    }

    private RootFolder root(String unit) {
        return new RootFolder(folders.root(unit), folders.mounts());
    }

    /** What a template may ask for: nothing where there are no containers. */
    Map<String, String> values(UnitSpec spec) throws IOException {
        String unit = spec.unit();
        boolean here = here();
        return Map.of("root", here ? folders.root(unit).toString() : "",
                "seed.folder", here ? folders.seedFolder(unit).toString() : "",
                "partition", here ? slice(unit).partition() : "",
                "ids", here ? ids.of(unit).orElse("") : "",
                "ids.count", here ? Integer.toString(NodeSettings.IDS_EACH) : "");
    }

    /** Makes what the unit stands on, out of a disk that nobody has used. */
    void make(String unit, FlashClone.Made disk, Map<String, String> seed) throws IOException, InterruptedException {
        if (!disk.format().equals("raw")) {
            throw new IOException("clone: a container's disk must be a volume or a file as bytes, got " + disk.format());
        }
        int first = take(unit);
        // Only it may go through to its root: else anybody on the host could run what is made there to be run as its root.
        Files.setAttribute(folders.of(unit), "unix:gid", first);
        Files.setPosixFilePermissions(folders.of(unit), PosixFilePermissions.fromString("rwx--x---"));
        RootFolder root = root(unit);
        root.mount(disk.file());
        root.grow();
        root.shift(first, NodeSettings.IDS_EACH);
        Path folder = Files.createDirectories(folders.seedFolder(unit));
        for (Map.Entry<String, String> file : seed.entrySet()) {
            Path place = folder.resolve(file.getKey());
            UnitFolders.write(place, file.getValue().getBytes(StandardCharsets.UTF_8));
            show(place, first, "r--r-----");
        }
        show(folder, first, "r-xr-x---");
    }

    /**
     * The number of the first of the unit's users, taken now if it has none. Those of nobody else are among its own, also
     * where the settings once began at another number.
     */
    int take(String unit) throws IOException, InterruptedException {
        return FolderLock.under(settings.folder(), () -> {
            List<Long> taken = new ArrayList<>();
            for (String other : ids.units()) {
                ids.of(other).ifPresent(first -> taken.add(Long.parseLong(first)));
            }
            return Integer.parseInt(ids.take(unit, settings.ids().stream().filter(each -> taken.stream()
                    .map(first -> Math.abs(Long.parseLong(each) - first))
                    .allMatch(apart -> apart == 0 || apart >= NodeSettings.IDS_EACH)))); // the same is for the pool to refuse
        });
    }

    /**
     * Lets the container read what its host's root keeps. That it is mounted for reading alone would not do: the mount is made
     * among the container's own, and its root may mount it otherwise. What belongs to the host's root it cannot change.
     */
    private static void show(Path place, int group, String permissions) throws IOException {
        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString(permissions));
        Files.setAttribute(place, "unix:gid", group);
    }

    /** Has all there that the unit needs to start, but its slice; also after the host was booted. */
    void mount(String unit) throws IOException, InterruptedException {
        if (here()) {
            keepAddresses();
            Optional<FlashClone.Made> disk = folders.made(unit, FlashClone.Way.COPY);
            if (disk.isPresent()) {
                root(unit).mount(disk.get().file());
            }
        }
    }

    /** Holds the unit to the size in {@code spec} from now on, which it must be before it starts. */
    void hold(UnitSpec spec) throws IOException, InterruptedException {
        if (here()) {
            slice(spec.unit()).hold(spec);
        }
    }

    /** Tells the container's first process to end, and nobody else; it may not heed it. Whether there was one. */
    boolean end(Hosts hosts, Machine machine) throws IOException, InterruptedException {
        long[] controller = {0};
        hosts.act(machine.host(), machine.unit(), domain -> controller[0] = domain.isActive() == 1 ? domain.getID() : 0);
        Optional<FirstProcess> first = FirstProcess.of(controller[0], slice(machine.unit()));
        if (first.isPresent()) {
            first.get().end();
        }
        return first.isPresent();
    }

    /** Has udev leave the devices of containers alone, until the host is booted. */
    private static void keepAddresses() throws IOException, InterruptedException {
        if (!Files.exists(DEVICES)) {
            Files.createDirectories(DEVICES.getParent());
            UnitFolders.write(DEVICES, LEFT_ALONE.getBytes(StandardCharsets.UTF_8));
            Tool.run("udevadm", "control", "--reload");
        }
    }

    /** Ends a container that is not where its limits are. */
    void verify(Hosts hosts, Machine machine) throws IOException, InterruptedException {
        if (!here() || !machine.state().alive()) {
            return;
        }
        Slice slice = slice(machine.unit());
        boolean[] held = {true};
        hosts.act(machine.host(), machine.unit(), domain -> {
            if (domain.isActive() == 1 && !slice.has(domain.getID())) {
                held[0] = false;
                Hosts.kill(domain);
            }
        });
        if (!held[0]) {
            throw new IOException("uri: the daemon did not start the container in " + slice.name() + ", so nothing holds it; it"
                    + " was ended. Does systemd-machined run?");
        }
    }

    /**
     * Removes what the unit stood on, once its container is gone; its disk may be removed then. Also where the settings have
     * machines meanwhile: then this is what ends the container.
     */
    void remove(String unit) throws IOException, InterruptedException {
        slice(unit).remove();
        root(unit).unmount();
    }

    /** Gives back what the next may have; last of all. */
    void free(String unit) throws IOException {
        ids.free(unit);
    }

    Set<String> units() throws IOException {
        Set<String> units = new TreeSet<>(ids.units());
        units.addAll(Slice.endings(label.name("")));
        return units;
    }

    List<String> traces(String unit) throws IOException {
        List<String> traces = new ArrayList<>();
        if (root(unit).mounted()) {
            traces.add("mount " + folders.root(unit));
        }
        if (slice(unit).exists()) {
            traces.add("slice " + slice(unit).name());
        }
        ids.of(unit).ifPresent(first -> traces.add("ids from " + first));
        return traces;
    }
}
