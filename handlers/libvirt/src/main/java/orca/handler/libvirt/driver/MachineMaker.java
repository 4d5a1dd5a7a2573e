package orca.handler.libvirt.driver;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Set;
import orca.nodeagent.driver.Pool;
import org.w3c.dom.Document;

/**
 * Makes machines, and leaves no trace of them. What it makes carries the unit's name from its first step, so that a crash at
 * any point leaves only what is found: first the folder, then an address, the disk, the seed, the description, and last the
 * life.
 */
final class MachineMaker {
    private static final long MIB = 1024 * 1024;
    /** What a user network has for its one guest, in each machine the same. */
    private static final String USER_ADDRESS = "10.0.2.15/24";
    private static final String USER_GATEWAY = "10.0.2.2";
    /** Templates that are there without being in a folder: a domain of Xen that knows that it is one, and a container. */
    private static final List<String> BUILT_IN = List.of("xen", Containers.TYPE);

    private final NodeSettings settings;
    private final Label label;
    private final Hosts hosts;
    private final UnitFolders folders;
    private final ImageLibrary library;
    private final Resize resize;
    private final Attachments attachments;
    private final Containers containers;
    private final Pool addresses;
    private final Pool ports;
    private final Optional<ThinPool> volumes;

    MachineMaker(NodeSettings settings, Label label, Hosts hosts, UnitFolders folders, Resize resize,
            Attachments attachments, Containers containers) {
        this.settings = settings;
        this.label = label;
        this.hosts = hosts;
        this.folders = folders;
        this.resize = resize;
        this.attachments = attachments;
        this.containers = containers;
        this.library = new ImageLibrary(settings.images(), settings.folder().resolve("compared"));
        this.addresses = new Pool(settings.folder().resolve("addresses"));
        this.ports = new Pool(settings.folder().resolve("ports"));
        this.volumes = settings.volumes().map(words -> ThinPool.of(words, label, settings.folder()));
    }

    /** What a machine is made of, all of it found and compared. */
    record Parts(Template template, ImageLibrary.Content image, ImageLibrary.Disk disk, long bytes,
            Optional<ImageLibrary.Content> kernel, Optional<ImageLibrary.Content> initrd) {}

    /** Looks for what {@code spec} names; an {@link IllegalArgumentException} says what there is not, and nothing was made. */
    Parts parts(UnitSpec spec) throws IOException {
        Template template = template(spec.word("template"));
        ImageLibrary.Content image = library.find("image", spec.word("image").orElseThrow(), spec.word("image.sha256"));
        ImageLibrary.Disk disk = ImageLibrary.Disk.of(image.file());
        containers.check(disk);
        long bytes = spec.disk() == 0 ? disk.bytes() : spec.disk() * MIB;
        if (bytes < disk.bytes()) {
            throw new IllegalArgumentException("disk: must be " + (disk.bytes() + MIB - 1) / MIB + " MiB or more for the image "
                    + spec.word("image").orElseThrow() + ", got " + spec.disk());
        }
        if (!settings.addresses().isEmpty() && spec.word("address").isPresent()) {
            throw new IllegalArgumentException("address: must not be said here, the site has a pool of its own");
        }
        Parts parts = new Parts(template, image, disk, bytes, content("kernel", spec), content("initrd", spec));
        // A template that asks for what there is not is found out before anything is made.
        template.fill(values(spec, parts, new FlashClone.Made(folders.disk(spec.unit()), "qcow2", FlashClone.Way.COPY),
                new Ability(Ability.EMULATED, true, true, List.of()), Optional.empty(), Optional.empty()));
        return parts;
    }

    private Optional<ImageLibrary.Content> content(String field, UnitSpec spec) throws IOException {
        Optional<String> name = spec.word(field);
        return name.isPresent() ? Optional.of(library.find(field, name.get(), Optional.empty())) : Optional.empty();
    }

    private Template template(Optional<String> name) throws IOException {
        if (name.isEmpty()) {
            return builtIn(containers.here() ? Containers.TYPE : "machine");
        }
        List<String> known = new ArrayList<>();
        if (settings.templates().isPresent() && Files.isDirectory(settings.templates().get())) {
            Path file = settings.templates().get().resolve(name.get() + ".xml");
            if (Files.isRegularFile(file)) {
                return new Template(name.get(), Files.readString(file));
            }
            try (java.util.stream.Stream<Path> all = Files.list(settings.templates().get())) {
                all.map(entry -> entry.getFileName().toString()).filter(entry -> entry.endsWith(".xml")).sorted()
                        .forEach(entry -> known.add(entry.substring(0, entry.length() - 4)));
            }
        }
        if (BUILT_IN.contains(name.get())) {
            return builtIn(name.get());
        }
        throw new IllegalArgumentException("template: there is no " + orca.core.resource.Names.quoted(name.get())
                + ", only " + known);
    }

    static Template builtIn(String name) throws IOException {
        try (InputStream in = MachineMaker.class.getResourceAsStream(name + ".xml")) {
            return new Template(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** Makes the unit, of which there is nothing yet, on {@code host}; it lives when this returns. */
    void make(UnitSpec spec, Parts parts, Ability ability, String host, boolean paused)
            throws IOException, InterruptedException {
        String unit = spec.unit();
        folders.make(unit);
        Optional<String> address = user() ? Optional.of(USER_ADDRESS) : given(spec);
        Optional<String> port = user() && !settings.ports().isEmpty()
                ? Optional.of(ports.take(unit, settings.ports().stream())) : Optional.empty();
        List<FlashClone.Way> ways = settings.clones().stream()
                .map(way -> FlashClone.Way.valueOf(way.toUpperCase(Locale.ROOT))).toList();
        FlashClone.Made disk = new FlashClone(ways, volumes)
                .make(unit, parts.image(), parts.disk(), folders.disk(unit), parts.bytes());
        Map<String, String> seed = Seeds.of(spec, mac(spec, address), address, gateway(spec));
        if (containers.here()) {
            containers.make(unit, disk, seed);
            containers.mount(unit);
            containers.hold(spec);
        } else {
            UnitFolders.write(folders.seed(unit), SeedDisk.of(seed));
        }
        Document domain = parts.template().fill(values(spec, parts, disk, ability, address, port));
        attachments.into(domain, unit, spec.extras());
        label.write(domain, unit, new Label.Birth(spec.demand(), disk.way().word(), ability.type(), address));
        hosts.define(host, domain);
        hosts.start(host, unit, paused);
    }

    /** One that was leased by itself, or one of the pool, or what was asked for. */
    private Optional<String> given(UnitSpec spec) throws IOException {
        if (spec.word(UnitSpec.LEASED).isPresent()) {
            return spec.word(UnitSpec.LEASED);
        }
        return settings.addresses().isEmpty() ? spec.word("address")
                : Optional.of(address(addresses.take(spec.unit(), settings.addresses().stream().map(MachineMaker::entry))));
    }

    /** An address as the name of a file. */
    private static String entry(String address) {
        return address.replace('/', '_');
    }

    private static String address(String entry) {
        return entry.replace('_', '/');
    }

    /**
     * The unit's hardware address. An address out of the pool keeps its own, whoever has it: else a neighbour that remembers
     * the last one who had it would not find the next for up to a minute.
     */
    private String mac(UnitSpec spec, Optional<String> address) {
        return spec.word(UnitSpec.GIVEN_HARDWARE).orElseGet(() ->
                label.mac(user() || settings.addresses().isEmpty() ? spec.unit() : address.orElse(spec.unit())));
    }

    private Optional<String> gateway(UnitSpec spec) {
        return user() ? Optional.of(USER_GATEWAY) : spec.word("gateway").or(settings::gateway);
    }

    private boolean user() {
        return settings.network().equals("user");
    }

    /** Everything that a template may ask for. */
    private Map<String, String> values(UnitSpec spec, Parts parts, FlashClone.Made disk, Ability ability,
            Optional<String> address, Optional<String> port) throws IOException {
        String unit = spec.unit();
        Map<String, String> values = new TreeMap<>(containers.values(spec));
        values.put("unit", unit);
        values.put("type", ability.type());
        values.put("accelerated", ability.emulated() ? "" : "yes");
        values.put("emulated", ability.emulated() ? "yes" : "");
        values.put("memory", Long.toString(spec.memory()));
        values.put("memory.most", Long.toString(resize.memoryMost(spec)));
        values.put("cpus", Integer.toString(spec.cpus()));
        values.put("cpus.most", Integer.toString(resize.cpusMost(spec)));
        values.put("cpu.period", Long.toString(Resize.PERIOD));
        values.put("cpu.quota", ability.cpu() && spec.cpu() > 0 ? Long.toString(Resize.quota(spec)) : "");
        values.put("cpu.quota.all", ability.cpu() && spec.cpu() > 0 ? Long.toString(Resize.quotaOfAll(spec)) : "");
        boolean volume = disk.way() == FlashClone.Way.THIN;
        values.put("disk", disk.file().toString());
        values.put("disk.format", disk.format());
        values.put("disk.file", volume ? "" : disk.file().toString());
        values.put("disk.volume", volume ? disk.file().toString() : "");
        values.put("seed", folders.seed(unit).toString());
        values.put("kernel", parts.kernel().map(content -> content.file().toString()).orElse(""));
        values.put("initrd", parts.initrd().map(content -> content.file().toString()).orElse(""));
        values.put("console", folders.console(unit).toString());
        values.put("hostname", spec.word("hostname").orElseThrow());
        values.put("key", spec.word("ssh-key").orElse(""));
        values.put("key.base64", Base64.getEncoder().encodeToString(
                spec.word("ssh-key").orElse("").getBytes(StandardCharsets.UTF_8)));
        values.put("mac", mac(spec, address));
        values.put("device", label.device(unit));
        values.put("bridge", settings.network().equals("bridge") ? settings.bridge() : "");
        values.put("filter", settings.filter().orElse(""));
        values.put("bandwidth", ability.bandwidth() && spec.bandwidth() > 0
                ? Long.toString(Resize.kilobytes(spec.bandwidth())) : "");
        values.put("port", port.orElse(""));
        values.put("address", address.orElse(""));
        String bare = address.map(whole -> whole.substring(0, whole.indexOf('/'))).orElse("");
        values.put("ip", bare.contains(":") ? "" : bare);
        values.put("ipv6", bare.contains(":") ? bare : "");
        values.put("gateway", gateway(spec).orElse(""));
        return values;
    }

    /**
     * Where the unit answers, as far as this site settled it: its address, and host and port of its SSH server. The address is
     * what it was made with, whatever its holder names since.
     */
    Map<String, String> reach(UnitSpec spec, Label.Birth birth) throws IOException {
        Map<String, String> reach = new TreeMap<>();
        Optional<String> other = settings.addresses().isEmpty() ? spec.word("address")
                : addresses.of(spec.unit()).map(MachineMaker::address);
        Optional<String> address = user() ? Optional.empty()
                : birth.address().or(() -> spec.word(UnitSpec.LEASED)).or(() -> other);
        address.ifPresent(here -> reach.put("libvirt.address", here));
        address.ifPresent(here -> reach.put("libvirt.ssh", here.substring(0, here.indexOf('/')) + ":22"));
        ports.of(spec.unit()).ifPresent(port -> reach.put("libvirt.ssh", "127.0.0.1:" + port));
        return reach;
    }

    /** Everybody of whom there is something on this node, beside machines. */
    Set<String> units() throws IOException, InterruptedException {
        Set<String> units = new TreeSet<>(folders.units());
        units.addAll(addresses.units());
        units.addAll(ports.units());
        units.addAll(containers.units());
        if (volumes.isPresent()) {
            units.addAll(volumes.get().units());
        }
        return units;
    }

    /** What there is of {@code unit}, in words; empty when there is nothing. */
    List<String> traces(String unit) throws IOException, InterruptedException {
        List<String> traces = new ArrayList<>();
        for (Machine machine : hosts.find(unit)) {
            traces.add("machine " + machine.state().word() + " on " + machine.host());
        }
        if (traces.isEmpty() && stands(unit) && hosts.elsewhere(unit)) {
            return List.of();
        }
        if (folders.exists(unit)) {
            traces.add("folder " + folders.of(unit));
        }
        if (volumes.isPresent() && volumes.get().has(unit)) {
            traces.add("volume " + volumes.get().device(unit));
        }
        traces.addAll(containers.traces(unit));
        addresses.of(unit).ifPresent(address -> traces.add("address " + address(address)));
        ports.of(unit).ifPresent(port -> traces.add("port " + port));
        return traces;
    }

    /** Whether there is anything on the store that a machine of {@code unit} would stand on. */
    private boolean stands(String unit) throws IOException, InterruptedException {
        return volumes.isPresent() && volumes.get().has(unit) || folders.exists(unit) || addresses.of(unit).isPresent()
                || ports.of(unit).isPresent();
    }

    /**
     * Removes all of {@code unit}: first what lives, then what it stands on, and last what others may have again.
     *
     * <p>Where other hosts have agents of their own, a machine there keeps what it stands on: whoever is last removes it. Each
     * ends its own before it asks the others, so of two at the same time one at least finds none. Whoever ended one that ran
     * need not ask, for a machine runs on one host alone; so a host that is away holds up nobody else's.
     */
    void remove(String unit) throws IOException, InterruptedException {
        boolean ran = false;
        for (Machine machine : hosts.find(unit)) {
            ran |= machine.state() == Machine.State.RUNNING;
            hosts.remove(machine.host(), unit);
        }
        if (!ran && stands(unit) && hosts.elsewhere(unit)) {
            return;
        }
        containers.remove(unit);
        Optional<Path> volume = folders.volume(unit);
        if (volume.isPresent() && !volume.equals(volumes.map(pool -> pool.device(unit)))) {
            throw new IOException("volumes: the disk of unit " + unit + " is " + volume.get() + ", which is not in the pool that"
                    + " the settings name; name that pool again, or remove the volume and then the unit's folder "
                    + folders.of(unit));
        }
        if (volumes.isPresent()) {
            volumes.get().remove(unit);
        }
        folders.delete(unit);
        addresses.free(unit);
        ports.free(unit);
        containers.free(unit);
    }
}
