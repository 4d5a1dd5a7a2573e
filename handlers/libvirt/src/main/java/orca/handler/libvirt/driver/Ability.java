package orca.handler.libvirt.driver;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * What a trial found that a host can. It is remembered in a file for as long as the host is not booted again: what a kernel can
 * do does not change before, and a trial takes seconds.
 *
 * @param type the type of machine that is used
 * @param cpu whether a machine can be held to a share of its processors
 * @param bandwidth whether it can be held to a rate on its network
 * @param words what was found, for people
 */
record Ability(String type, boolean cpu, boolean bandwidth, List<String> words) {
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    Ability {
        words = List.copyOf(words);
    }

    /** The type that every hypervisor of this family has, and that needs nothing of the hardware. */
    static final String EMULATED = "qemu";

    boolean emulated() {
        return type.equals(EMULATED);
    }

    /** What is taken to be so where no trial is wanted; a hypervisor that holds no shares says so when it is asked for one. */
    static Ability said(String type) {
        return new Ability(type, true, false, List.of("acceleration: " + type + ", as the settings say; no trial was made",
                "bandwidth: rates are not held here, for no trial has shown that they can be"));
    }

    /** What was remembered under {@code demand} in this boot of the host. */
    static Optional<Ability> remembered(Path file, String demand) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        Properties kept = new Properties();
        kept.load(new StringReader(Files.readString(file)));
        if (!kept.getProperty("boot", "").equals(boot()) || !kept.getProperty("demand", "").equals(demand)) {
            return Optional.empty();
        }
        return Optional.of(new Ability(kept.getProperty("type", EMULATED), Boolean.parseBoolean(kept.getProperty("cpu")),
                Boolean.parseBoolean(kept.getProperty("bandwidth")), List.of(kept.getProperty("words", "").split("\n"))));
    }

    void remember(Path file, String demand) throws IOException {
        Properties kept = new Properties();
        kept.setProperty("boot", boot());
        kept.setProperty("demand", demand);
        kept.setProperty("type", type);
        kept.setProperty("cpu", Boolean.toString(cpu));
        kept.setProperty("bandwidth", Boolean.toString(bandwidth));
        kept.setProperty("words", String.join("\n", words));
        StringWriter text = new StringWriter();
        kept.store(text, null);
        UnitFolders.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String boot() throws IOException {
        return Files.isReadable(BOOT_ID) ? Files.readString(BOOT_ID).strip() : "unknown";
    }
}
