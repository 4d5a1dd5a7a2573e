package orca.nodeagent.packages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import orca.core.contract.Seal;
import orca.core.resource.PropertyList;
import orca.nodeagent.agent.NodeAgent;
import orca.nodeagent.disk.Cells;
import orca.nodeagent.disk.Synced;
import orca.nodeagent.driver.Driver;
import orca.wire.text.RecordForm;
import orca.wire.trust.Identity;

/**
 * The installed drivers of an agent. Each name has one version that orders go to, and the one before for the way back. A
 * change is first made and tried beside what is there, then written, then orders go to the new one; what runs goes on in the
 * old one. So whatever fails, and whenever the process dies, one whole version serves.
 */
public final class Depot {
    /** The largest package, in bytes. */
    public static final int MOST_BYTES = Archive.MOST_BYTES;

    private final Path folder;
    private final Cells cells;
    private final NodeAgent agent;
    private final Set<String> builtIn;
    private final Map<String, PropertyList> settings;
    private final PackageLoader loader;
    private final Map<String, Installed> installed = new TreeMap<>();
    private final Map<String, String> broken = new TreeMap<>();

    /**
     * What is installed under a name.
     *
     * @param name the driver's
     * @param version that serves
     * @param signer of that
     * @param before the version before, if there was one
     * @param signerBefore of that
     */
    public record Installed(String name, String version, String signer, Optional<String> before, Optional<String> signerBefore) {}

    /**
     * The depot in {@code folder}, whose drivers serve from now on; those that cannot be made are alarms.
     *
     * @param folder where packages are unpacked
     * @param cells one for each name
     * @param settings of drivers, by name
     */
    public Depot(Path folder, Cells cells, NodeAgent agent, Map<String, PropertyList> settings)
            throws IOException, InterruptedException {
        this(folder, cells, agent, settings, new PackageLoader(PackageLoader.LONGEST));
    }

    Depot(Path folder, Cells cells, NodeAgent agent, Map<String, PropertyList> settings, PackageLoader loader)
            throws IOException, InterruptedException {
        this.folder = folder;
        this.cells = cells;
        this.agent = agent;
        this.builtIn = Set.copyOf(agent.drivers());
        this.settings = new LinkedHashMap<>(settings);
        this.loader = loader;
        Files.createDirectories(folder);
        for (String text : cells.all().values()) {
            Installed one = RecordForm.readJson(Installed.class, text);
            installed.put(one.name(), one);
            try {
                agent.put(load(one.name(), one.version()));
            } catch (PackageRefused e) {
                broken.put(one.name(), e.getMessage());
            }
        }
        sweep();
    }

    private Path place(String name, String version) {
        return folder.resolve(name).resolve(version);
    }

    /** The package is looked at again, file by file: what was signed is what is loaded. */
    private Driver load(String name, String version) throws PackageRefused, IOException, InterruptedException {
        Path place = place(name, version);
        if (!Files.isRegularFile(place.resolve(Manifest.FILE))) {
            throw new PackageRefused("driver " + name + " " + version + ": its files are gone; install it again");
        }
        Manifest manifest = Manifest.read(Files.readAllBytes(place.resolve(Manifest.FILE)));
        for (Map.Entry<String, String> file : manifest.files().entrySet()) {
            Path path = place.resolve(file.getKey());
            if (!Files.isRegularFile(path) || !Archive.digest(Files.readAllBytes(path)).equals(file.getValue())) {
                throw new PackageRefused("driver " + manifest + ": file " + file.getKey() + " was changed; install it again");
            }
        }
        return loader.load(manifest, place, settings.getOrDefault(name, PropertyList.NONE));
    }

    /**
     * Installs a package, or takes one again that was installed before.
     *
     * @param believed says who has signed a text with a seal, if it is somebody who may
     * @param used the actions that a new version must have, since what is there will need them
     */
    public synchronized Installed install(byte[] bytes, BiFunction<byte[], Seal, Optional<String>> believed,
            Function<String, Set<String>> used) throws PackageRefused, IOException, InterruptedException {
        Archive archive = Archive.read(bytes);
        Manifest manifest = archive.manifest();
        String signer = believed.apply(archive.text(), archive.seal()).orElseThrow(() -> new PackageRefused(
                "driver " + manifest + ": is not signed by anybody who may have drivers installed here"));
        if (builtIn.contains(manifest.name())) {
            throw new PackageRefused("driver " + manifest + ": the agent itself has a driver of that name");
        }
        Optional<Installed> now = Optional.ofNullable(installed.get(manifest.name()));
        Path place = place(manifest.name(), manifest.version());
        if (Files.exists(place) && !same(place, archive)) {
            throw new PackageRefused("driver " + manifest + ": another package of that version is here; give it a new one");
        }
        if (!Files.exists(place)) {
            unpack(archive, place);
        }
        Optional<Installed> before = now.filter(one -> !one.version().equals(manifest.version()));
        Installed next = before.isEmpty() && now.isPresent() ? now.get() : new Installed(manifest.name(), manifest.version(),
                signer,
                before.map(Installed::version), before.map(Installed::signer));
        return serve(next, used);
    }

    private static boolean same(Path place, Archive archive) throws IOException {
        return Archive.digest(Files.readAllBytes(place.resolve(Manifest.FILE))).equals(Archive.digest(archive.text()));
    }

    private void unpack(Archive archive, Path place) throws IOException {
        Path part = place.resolveSibling(place.getFileName() + ".part");
        delete(part);
        write(part, Manifest.FILE, archive.text());
        for (Map.Entry<String, byte[]> file : archive.files().entrySet()) {
            write(part, file.getKey(), file.getValue());
        }
        // All of it is on the disk before it has its name, and the name before any cell says that it serves.
        try (Stream<Path> all = Files.walk(part)) {
            for (Path inner : (Iterable<Path>) all.filter(Files::isDirectory)::iterator) {
                Synced.folder(inner);
            }
        }
        Files.move(part, place);
        Synced.folder(place.getParent());
        Synced.folder(folder);
    }

    private static void write(Path part, String path, byte[] content) throws IOException {
        Path file = part.resolve(path);
        Files.createDirectories(file.getParent());
        Files.createFile(file);
        if (path.startsWith("scripts/") && !file.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + path + " a program");
        }
        Synced.write(file, content);
    }

    private Installed serve(Installed next, Function<String, Set<String>> used)
            throws PackageRefused, IOException, InterruptedException {
        Driver driver = load(next.name(), next.version());
        for (String action : used.apply(next.name())) {
            if (!driver.actions().containsKey(action)) {
                throw new PackageRefused("driver " + next.name() + " " + next.version() + ": has no " + action
                        + ", by which units that are here are to be removed");
            }
        }
        cells.put(next.name(), RecordForm.json(next));
        installed.put(next.name(), next);
        broken.remove(next.name());
        agent.put(driver);
        sweep();
        return next;
    }

    /** Lets the version before serve again; the one of now is then the one before. */
    public synchronized Installed rollback(String name, Function<String, Set<String>> used)
            throws PackageRefused, IOException, InterruptedException {
        Installed now = find(name);
        if (now.before().isEmpty()) {
            throw new PackageRefused("driver " + name + ": there is no version before " + now.version());
        }
        return serve(new Installed(name, now.before().get(), now.signerBefore().orElseThrow(), Optional.of(now.version()),
                Optional.of(now.signer())), used);
    }

    /** Takes a driver away. @param inUse what would be left without it, in words; empty when nothing would */
    public synchronized void remove(String name, Function<String, Optional<String>> inUse)
            throws PackageRefused, IOException {
        find(name);
        Optional<String> left = inUse.apply(name);
        if (left.isPresent()) {
            throw new PackageRefused("driver " + name + ": " + left.get());
        }
        cells.remove(name);
        installed.remove(name);
        broken.remove(name);
        agent.remove(name);
        sweep();
    }

    private Installed find(String name) throws PackageRefused {
        Installed found = installed.get(name);
        if (found == null) {
            throw new PackageRefused("driver " + name + ": is not installed; there are " + installed.keySet());
        }
        return found;
    }

    /** What is installed, by name. */
    public synchronized List<Installed> all() {
        return List.copyOf(installed.values());
    }

    /** What is wrong with what is installed. */
    public synchronized List<String> alarms() {
        return List.copyOf(broken.values());
    }

    /** Removes what nobody names any more. */
    private void sweep() throws IOException {
        for (Path name : list(folder)) {
            Installed one = installed.get(name.getFileName().toString());
            for (Path version : list(name)) {
                String called = version.getFileName().toString();
                if (one == null || !one.version().equals(called) && !one.before().equals(Optional.of(called))) {
                    delete(version);
                }
            }
            if (one == null) {
                delete(name);
            }
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().toList();
        }
    }

    private static void delete(Path path) throws IOException {
        if (Files.exists(path)) {
            List<Path> deepestFirst = new ArrayList<>();
            try (Stream<Path> all = Files.walk(path)) {
                all.sorted(Comparator.reverseOrder()).forEach(deepestFirst::add);
            }
            for (Path one : deepestFirst) {
                Files.delete(one);
            }
        }
    }

    /** Packs and signs a folder with a manifest. */
    public static byte[] pack(Path folder, Identity signer) throws IOException, PackageRefused {
        return Archive.pack(folder, signer);
    }
}
