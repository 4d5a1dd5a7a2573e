package orca.handler.sliver.driver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * What things are called on this host: everything of a sliver bears the folder's label and the unit's name.
 *
 * @param home the folder, absolute and without links
 * @param key the label, 12 hexadecimal digits, which sets apart two folders of one host
 */
record Node(Path home, String key) {
    private static final Path NAMESPACES = Path.of("/run/netns");
    private static final Path GROUPS = Path.of("/sys/fs/cgroup");

    static Node in(Path home) throws IOException {
        if (Files.isSymbolicLink(home)) {
            throw new IOException("folder: must not be a symbolic link, got " + home);
        }
        Files.createDirectories(home.resolve("slivers"));
        Files.createDirectories(home.resolve("addresses"));
        Path real = home.toRealPath();
        return new Node(real, digest(real.toString(), 6));
    }

    private static String digest(String words, int bytes) {
        try {
            byte[] all = MessageDigest.getInstance("SHA-256").digest(words.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(all, 0, bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    Path folder(String unit) {
        return home.resolve("slivers").resolve(unit);
    }

    /** Where the sliver's root is mounted. */
    Path root(String unit) {
        return folder(unit).resolve("root");
    }

    Path addresses() {
        return home.resolve("addresses");
    }

    /** Where runc remembers its containers. */
    Path runc() {
        return home.resolve("runc");
    }

    /** The container, and the network namespace. */
    String label(String unit) {
        return "orca-" + key + "-" + unit;
    }

    Path namespace(String unit) {
        return NAMESPACES.resolve(label(unit));
    }

    /** The host's end of the sliver's wire; a device's name has 15 characters at most. */
    String wire(String unit) {
        return "os" + digest(key + "\n" + unit, 6);
    }

    String bridge() {
        return "ob" + key;
    }

    static boolean device(String name) {
        return Files.exists(Path.of("/sys/class/net", name));
    }

    /** What runc is told; it puts the group there in each hierarchy, of whichever version. */
    String group(String unit) {
        return "/orca-" + key + "/" + unit;
    }

    /** The folders of all slivers' groups, one in each hierarchy that has some. */
    List<Path> groupHomes() throws IOException {
        List<Path> homes = new ArrayList<>();
        if (Files.isDirectory(GROUPS)) {
            List<Path> places = new ArrayList<>(List.of(GROUPS));
            places.addAll(list(GROUPS).stream().filter(p -> Files.isDirectory(p, LinkOption.NOFOLLOW_LINKS)).toList());
            for (Path place : places) {
                Path found = place.resolve("orca-" + key);
                if (Files.isDirectory(found)) {
                    homes.add(found);
                }
            }
        }
        return homes;
    }

    /** What is in {@code folder}, sorted; nothing when it is not there. */
    static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        } catch (NoSuchFileException gone) {
            return List.of();
        }
    }

    /** The text of a file that may go while it is read; empty then. */
    static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }

    /** Names of network namespaces that bear the label, without it. */
    List<String> namespaces() throws IOException {
        String prefix = label("");
        return list(NAMESPACES).stream().map(p -> p.getFileName().toString())
                .filter(name -> name.startsWith(prefix)).map(name -> name.substring(prefix.length())).toList();
    }
}
