package orca.handler.libvirt.driver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What is mounted on this host.
 *
 * @param list the kernel's list of it, as in {@code /proc/self/mountinfo}
 */
record Mounts(Path list) {
    /** Those of this process. */
    static final Mounts HERE = new Mounts(Path.of("/proc/self/mountinfo"));

    private static final int PLACE = 4;
    /** How the list says a space, a tab, an end of line or a backslash: by three digits of eight. */
    private static final Pattern ESCAPED = Pattern.compile("\\\\([0-7]{3})");

    /** Whether something is mounted at {@code folder}, which is absolute and without links. */
    boolean at(Path folder) throws IOException {
        return places().contains(folder);
    }

    /** Something that is mounted at {@code folder} or anywhere below it. */
    Optional<Path> within(Path folder) throws IOException {
        return places().stream().filter(place -> place.startsWith(folder)).findFirst();
    }

    private List<Path> places() throws IOException {
        return new String(Files.readAllBytes(list), StandardCharsets.UTF_8).lines()
                .map(line -> Path.of(plain(line.split(" ")[PLACE]))).toList();
    }

    private static String plain(String place) {
        return ESCAPED.matcher(place).replaceAll(code ->
                java.util.regex.Matcher.quoteReplacement(Character.toString(Integer.parseInt(code.group(1), 8))));
    }
}
