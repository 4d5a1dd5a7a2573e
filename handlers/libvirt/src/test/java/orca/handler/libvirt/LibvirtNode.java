package orca.handler.libvirt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import orca.core.handler.Action;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;
import orca.core.lease.UnitId;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.TypeName;
import orca.core.time.Term;
import orca.nodeagent.driver.FoundUnit;
import orca.testkit.RecordingContext;

/** A node of virtual machines for tests: makes calls, and looks at the hosts with eyes of its own. */
record LibvirtNode(Lab lab, Path folder, PropertyList settings) {
    /** 1,000 milli-cores, 96 MiB, the image's disk, no limit of bandwidth. */
    static final Amounts SLIVER = Amounts.of(1000, 96, 0, 0);

    static LibvirtNode in(Lab lab, Path folder) throws Exception {
        lab.recall(folder);
        return new LibvirtNode(lab, folder, settings(lab.images(), folder, lab.first().uri())
                .with("network", "bridge").with("bridge", "br0")
                .with("addresses", Lab.NETWORK + "10-" + Lab.NETWORK + "99/24").with("gateway", lab.first().address())
                .with("host.b", lab.second().uri()).with("host.b.data", "tcp:" + lab.second().address())
                .with("host.home.data", "tcp:" + lab.first().address())
                .with("store", "shared").with("permit", "power,place").with("shutdown", 60));
    }

    /** Without a trial of what this host can beyond emulating. */
    static PropertyList settings(Path images, Path folder, String uri) {
        return PropertyList.of("folder", folder.toString()).with("images", images.toString()).with("uri", uri)
                .with("acceleration", "qemu").with("image", "disk.qcow2").with("kernel", "kernel").with("initrd", "initrd");
    }

    LibvirtNode with(String name, String value) {
        return new LibvirtNode(lab, folder, settings.with(name, value));
    }

    LibvirtNode with(String name, long value) {
        return new LibvirtNode(lab, folder, settings.with(name, value));
    }

    /** A handler that remembers nothing, as after a restart. */
    LibvirtHandler handler() {
        LibvirtHandler handler = new LibvirtHandler();
        handler.configure(settings);
        return handler;
    }

    static UnitCall call(Action action, String unit, int attempt, Amounts sliver, PropertyList properties) {
        Term term = Term.of(Instant.parse("2026-01-01T00:00:00Z"), Duration.ofHours(1));
        return new UnitCall(new UnitId(unit), action, attempt, new TypeName("vm"), "h1", sliver, term, properties);
    }

    Outcome act(Action action, String unit, Amounts sliver, PropertyList properties, RecordingContext words) throws Exception {
        return handler().handle(call(action, unit, 1, sliver, properties), words);
    }

    PropertyList setup(String unit, Amounts sliver, PropertyList properties) throws Exception {
        return done(act(Action.SETUP, unit, sliver, properties, new RecordingContext()));
    }

    /** With the lab's key. */
    PropertyList setup(String unit) throws Exception {
        return setup(unit, SLIVER, PropertyList.of("ssh-key", lab.publicKey()));
    }

    /** Asks for {@code more} on top of what {@link #setup(String)} said, and gives what was said meanwhile. */
    RecordingContext modify(String unit, Amounts sliver, PropertyList more) throws Exception {
        RecordingContext words = new RecordingContext();
        done(act(Action.MODIFY, unit, sliver, PropertyList.of("ssh-key", lab.publicKey()).overlaid(more), words));
        return words;
    }

    PropertyList probe(String unit) throws Exception {
        return done(act(Action.PROBE, unit, SLIVER, PropertyList.NONE, new RecordingContext()));
    }

    void teardown(String unit) throws Exception {
        done(act(Action.TEARDOWN, unit, SLIVER, PropertyList.NONE, new RecordingContext()));
    }

    static PropertyList done(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done(PropertyList properties) -> properties;
            case Outcome.Trouble(String reason, boolean retry) -> throw new AssertionError("trouble: " + reason);
        };
    }

    static Outcome.Trouble trouble(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done(PropertyList properties) -> throw new AssertionError("no trouble: " + properties);
            case Outcome.Trouble trouble -> trouble;
        };
    }

    static String address(PropertyList made) {
        String address = made.text("libvirt.address").orElseThrow();
        return address.substring(0, address.indexOf('/'));
    }

    List<FoundUnit> found() throws Exception {
        return handler().client().units();
    }

    /** Removes every unit that can be found, and says what then is still there. */
    List<String> clean() throws Exception {
        lab.keep(folder);
        List<String> left = new ArrayList<>();
        for (FoundUnit found : found()) {
            teardown(found.unit().value());
            left.addAll(traces(found.unit().value()));
        }
        for (String part : List.of("units", "addresses", "ports")) {
            if (Files.isDirectory(folder.resolve(part))) {
                list(folder.resolve(part)).forEach(entry -> left.add(entry.toString()));
            }
        }
        return left;
    }

    /** What the hosts show of {@code unit}: machines, processes, files, address. */
    List<String> traces(String unit) throws Exception {
        List<String> traces = new ArrayList<>();
        traces.addAll(lab.first().machines("-" + unit));
        traces.addAll(lab.second().machines("-" + unit));
        Path place = folder.resolve("units").resolve(unit);
        if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            traces.add("folder " + place);
            list(place).stream().filter(file -> !file.toString().endsWith(".part")).forEach(file -> traces.add("file " + file));
        }
        if (Files.isDirectory(folder.resolve("addresses"))) {
            for (Path link : list(folder.resolve("addresses"))) {
                if (target(link).equals(unit)) {
                    traces.add("address " + link.getFileName());
                }
            }
        }
        for (Path process : list(Path.of("/proc"))) {
            if (process.getFileName().toString().matches("[0-9]+") && text(process.resolve("cmdline")).contains(place + "/")) {
                traces.add("process " + process.getFileName());
            }
        }
        return traces.stream().distinct().sorted().toList();
    }

    /** Where a link leads; nowhere when it went since it was listed. */
    private static String target(Path link) throws IOException {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (java.nio.file.NoSuchFileException gone) {
            return "";
        }
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        } catch (java.io.UncheckedIOException | java.nio.file.NoSuchFileException gone) {
            return List.of();
        }
    }
}
