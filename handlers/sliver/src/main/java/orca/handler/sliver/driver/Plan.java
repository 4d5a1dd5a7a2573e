package orca.handler.sliver.driver;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;

/**
 * A sliver as it was made, kept in its folder.
 *
 * @param spec what it is to be
 * @param number of its address
 * @param hostKey its own
 */
record Plan(SliverSpec spec, int number, HostKey hostKey) {
    private static final String FILE = "sliver.properties";
    private static final int FIRST_USER = 200_000;

    /** The account's number, of this sliver alone on this host. */
    int user() {
        return FIRST_USER + number;
    }

    Plan with(SliverSpec other) {
        return new Plan(other, number, hostKey);
    }

    /** Written whole or not at all. */
    void keep(Path folder) throws IOException {
        Properties lines = new Properties();
        lines.setProperty("account", spec.account());
        lines.setProperty("keys", String.join("\n", spec.keys()));
        lines.setProperty("cpu", words(spec.cpu()));
        lines.setProperty("memory", words(spec.memory()));
        lines.setProperty("disk", words(spec.disk()));
        lines.setProperty("bandwidth", words(spec.bandwidth()));
        lines.setProperty("processes", Long.toString(spec.processes()));
        lines.setProperty("number", Integer.toString(number));
        lines.setProperty("hostkey.seed", Base64.getEncoder().encodeToString(hostKey.seed()));
        lines.setProperty("hostkey.point", Base64.getEncoder().encodeToString(hostKey.point()));
        Writer text = new StringWriter();
        lines.store(text, "a sliver");
        Path part = folder.resolve(FILE + ".part");
        Files.writeString(part, text.toString());
        Files.move(part, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** What was kept in {@code folder}; empty when there is nothing, or not all of it. */
    static Optional<Plan> in(Path folder) throws IOException {
        Properties lines = new Properties();
        try {
            lines.load(new StringReader(Files.readString(folder.resolve(FILE))));
            SliverSpec spec = new SliverSpec(lines.getProperty("account", ""),
                    lines.getProperty("keys", "").lines().toList(), number(lines, "cpu"), number(lines, "memory"),
                    number(lines, "disk"), number(lines, "bandwidth"), number(lines, "processes").orElse(0));
            HostKey key = new HostKey(Base64.getDecoder().decode(lines.getProperty("hostkey.seed", "")),
                    Base64.getDecoder().decode(lines.getProperty("hostkey.point", "")));
            return Optional.of(new Plan(spec, Math.toIntExact(number(lines, "number").orElse(0)), key));
        } catch (NoSuchFileException | IllegalArgumentException notWhole) {
            return Optional.empty();
        }
    }

    private static OptionalLong number(Properties lines, String name) {
        String words = lines.getProperty(name, "");
        return words.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(words));
    }

    private static String words(OptionalLong value) {
        return value.isPresent() ? Long.toString(value.getAsLong()) : "";
    }
}
