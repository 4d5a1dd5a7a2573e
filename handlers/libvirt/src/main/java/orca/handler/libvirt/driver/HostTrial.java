package orca.handler.libvirt.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.libvirt.Domain;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * Finds out what a host really can, by starting a guest of 512 bytes on it. A device that is there proves nothing: it may be
 * opened, say that it works, and then run a guest a hundred times slower than one without it, or never to its end. So each
 * type of machine that the hypervisor claims to have runs the trial guest, against the clock, and the quickest is taken.
 *
 * <p>The guest counts for a while and then says {@code OK} on its serial line. It disappears with the connection of whoever
 * started it.
 */
final class HostTrial {
    private static final long LOOK_MILLIS = 10;
    /** How often the guest counts: some tenths of a second for an emulated processor. */
    private static final int COUNT = 100_000_000;

    private final Line line;
    private final Path folder;
    private final Template template;
    private final Duration limit;
    private final String bridge;

    /**
     * A trial that does not run yet.
     *
     * @param folder for its files
     * @param limit how long a guest may take
     * @param bridge to which units are attached; empty for none
     */
    HostTrial(Line line, Path folder, Template template, Duration limit, String bridge) {
        this.line = line;
        this.folder = folder;
        this.template = template;
        this.limit = limit;
        this.bridge = bridge;
    }

    /** What one guest came to. */
    private record Run(Optional<Duration> took, String trouble) {}

    /**
     * Tries what there is.
     *
     * @param wanted the type to use whatever a trial would say; empty for the quickest
     * @throws IOException when nothing can be started at all
     */
    Ability run(Optional<String> wanted) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x--x"));
        Path disk = folder.resolve("trial.raw");
        UnitFolders.write(disk, guest());
        List<String> words = new ArrayList<>();
        List<String> types = wanted.isPresent() ? List.of(wanted.get()) : types();
        boolean cpu = can("cpu: shares of a processor cannot be held here", types.getLast(), Map.of("cpu.quota", "50000"), words);
        boolean rate = !bridge.isEmpty() && can("bandwidth: rates cannot be held here", types.getLast(),
                Map.of("bridge", bridge, "bandwidth", "1000"), words);
        Optional<String> best = Optional.empty();
        Duration quickest = limit;
        for (String type : types) {
            Run run = run(type, Map.of(), limit);
            if (run.took().isEmpty()) {
                words.add("acceleration: " + type + " is not used: " + run.trouble());
            } else if (best.isEmpty() || run.took().get().compareTo(quickest) < 0) {
                best.ifPresent(slower -> words.add("acceleration: " + slower + " is slower than " + type));
                best = Optional.of(type);
                quickest = run.took().get();
            } else {
                words.add("acceleration: " + type + " is not used: its trial took " + run.took().get().toMillis()
                        + " ms, that of " + best.get() + " " + quickest.toMillis() + " ms");
            }
        }
        if (best.isEmpty()) {
            throw new IOException("no machine can be started here; " + String.join("; ", words));
        }
        words.addFirst("acceleration: " + best.get() + (best.get().equals(Ability.EMULATED) ? ", which emulates" : "")
                + "; the trial guest took " + quickest.toMillis() + " ms");
        return new Ability(best.get(), cpu, rate, words);
    }

    /** The types of machine that the hypervisor says it has; the one that can always be had comes last. */
    private List<String> types() throws IOException, InterruptedException {
        Element all = Xml.read(line.ask(connect -> connect.getCapabilities())).getDocumentElement();
        List<String> types = new ArrayList<>();
        for (Element guest : Xml.children(all, "guest")) {
            Optional<Element> arch = Xml.at(guest, "arch");
            if (arch.isPresent() && arch.get().getAttribute("name").equals("x86_64")) {
                Xml.children(arch.get(), "domain").forEach(domain -> types.add(domain.getAttribute("type")));
            }
        }
        if (types.isEmpty()) {
            throw new IOException(line.name() + ": the hypervisor has no machine for x86_64; is its emulator installed?"
                    + " (Debian: qemu-system-x86)");
        }
        types.sort((a, b) -> Boolean.compare(a.equals(Ability.EMULATED), b.equals(Ability.EMULATED)));
        return types;
    }

    /** Whether a guest starts at all with such a thing. */
    private boolean can(String otherwise, String type, Map<String, String> more, List<String> words)
            throws IOException, InterruptedException {
        Run run = run(type, more, Duration.ZERO);
        if (run.took().isEmpty()) {
            words.add(otherwise + ": " + run.trouble());
        }
        return run.took().isPresent();
    }

    /** Starts a guest and waits for its word; with no patience at all, only starts it. */
    private Run run(String type, Map<String, String> more, Duration patience) throws IOException, InterruptedException {
        String uuid = UUID.randomUUID().toString();
        Path said = folder.resolve("trial-" + uuid.substring(0, 8) + ".log");
        Map<String, String> values = new TreeMap<>(Map.of("type", type, "uuid", uuid, "name", 
                "orca-trial-" + uuid.substring(0, 8),
                "disk", folder.resolve("trial.raw").toString(), "said", said.toString(), "cpu.quota", "", "bridge", "",
                "bandwidth", ""));
        values.putAll(more);
        Document domain = template.fill(values);
        long begin = System.nanoTime();
        try {
            String text = Xml.write(domain);
            line.ask(limit.plusSeconds(30),
                    connect -> connect.domainCreateXML(text, Domain.CreateFlags.AUTODESTROY).free());
            while (!patience.isZero() && !(Files.exists(said) && Files.readString(said).contains("OK"))) {
                if (System.nanoTime() - begin > patience.toNanos()) {
                    return new Run(Optional.empty(), "the trial guest did not come to its end within " + patience.toMillis()
                            + " ms");
                }
                Thread.sleep(LOOK_MILLIS);
            }
            return new Run(Optional.of(Duration.ofNanos(System.nanoTime() - begin)), "");
        } catch (HypervisorException refused) {
            if (refused.away()) {
                throw refused;
            }
            return new Run(Optional.empty(), String.valueOf(refused.getMessage()).lines().findFirst().orElse(""));
        } finally {
            end(uuid);
            Files.deleteIfExists(said);
        }
    }

    private void end(String uuid) throws IOException, InterruptedException {
        line.ask(connect -> {
            Optional<Domain> domain = Line.domain(connect, uuid);
            if (domain.isPresent()) {
                Hosts.kill(domain.get());
                domain.get().free();
            }
            return domain.isPresent();
        });
    }

    /** A boot sector: no interrupts; count down; write two letters to the first serial line; halt. */
    private static byte[] guest() {
        int[] code = {
            0xfa, // cli
            0x66, 0xb9, COUNT & 0xff, COUNT >> 8 & 0xff, COUNT >> 16 & 0xff, COUNT >> 24 & 0xff, // mov ecx, COUNT
            0x66, 0x49, // dec ecx
            0x75, 0xfc, // jnz to the dec
            0xba, 0xf8, 0x03, // mov dx, 0x3f8
            0xb0, 'O', 0xee, // mov al, 'O'; out dx, al
            0xb0, 'K', 0xee, // mov al, 'K'; out dx, al
            0xf4, 0xeb, 0xfd, // hlt, again and again
        };
        byte[] sector = new byte[512];
        for (int i = 0; i < code.length; i++) {
            sector[i] = (byte) code[i];
        }
        sector[510] = 0x55;
        sector[511] = (byte) 0xaa;
        return sector;
    }
}
