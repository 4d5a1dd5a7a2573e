package orca.handler.sandbox.driver;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import orca.nodeagent.driver.Pool;

/**
 * The driver's folder on the host: {@code units/UNIT} holds what a unit is and has, {@code users/NUMBER} is a link that says
 * whose the user of that number is. What lies in a unit's root is the guest's and is never followed as a link.
 */
final class StateFolder {
    /** As many users as one node hands out at once. */
    static final int MOST_USERS = 65_536;
    /** Above what distributions give to people, services and containers. */
    private static final int FIRST_USER = 1_900_000_000;
    /** Nodes of one host draw from blocks of their own, as far as their keys differ in this many ways. */
    private static final int BLOCKS = 3_000;

    private static final String SCRIPT = "unit.sh";

    private final Path units;
    private final Pool users;
    private final boolean root;
    private final int firstUser;

    StateFolder(Path folder, String key, int owner) throws IOException {
        this.units = folder.resolve("units");
        this.users = new Pool(folder.resolve("users"));
        this.root = owner == 0;
        this.firstUser = FIRST_USER + Math.floorMod(key.hashCode(), BLOCKS) * MOST_USERS;
        for (Path part : List.of(folder, units, folder.resolve("users"))) {
            Files.createDirectories(part);
            if (!Files.getAttribute(part, "unix:uid", LinkOption.NOFOLLOW_LINKS).equals(owner)) {
                // A name in a folder that all may write to can be taken beforehand, by somebody who means to own units.
                throw new IOException("folder: must belong to the user that runs this process, but " + part + " does not");
            }
            // As root a unit without a root of its own passes through; nobody lists.
            permit(part, root ? "rwx--x--x" : "rwx------");
        }
    }

    Path of(String unit) {
        return units.resolve(unit);
    }

    boolean exists(String unit) {
        return Files.exists(of(unit), LinkOption.NOFOLLOW_LINKS);
    }

    /** The units that have a folder or a user. */
    Set<String> units() throws IOException {
        Set<String> found = new TreeSet<>();
        for (Path folder : list(units)) {
            found.add(folder.getFileName().toString());
        }
        found.addAll(users.units());
        return found;
    }

    /** What was written when the unit was made; empty when it never came so far. */
    Optional<UnitPlan> plan(String unit) throws IOException {
        Properties file = new Properties();
        try {
            file.load(new StringReader(Files.readString(of(unit).resolve("unit.properties"))));
            return Optional.of(UnitPlan.fromFile(file));
        } catch (NoSuchFileException missing) {
            return Optional.empty();
        } catch (IllegalArgumentException damaged) {
            // Not what this class wrote: then nobody knows how the unit was made, and it is a remnant.
            return Optional.empty();
        }
    }

    void keep(UnitPlan plan) throws IOException {
        StringWriter text = new StringWriter();
        plan.toFile().store(text, null);
        Path folder = of(plan.spec().unit());
        Path part = folder.resolve("unit.properties.part");
        Files.writeString(part, text.toString());
        permit(part, "rw-------");
        Files.move(part, folder.resolve("unit.properties"), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Takes the lowest free user number for {@code unit}, or the one it has; none where this process cannot change users. */
    OptionalInt takeUser(String unit) throws IOException {
        if (!root) {
            return OptionalInt.empty();
        }
        // Another node of this host may draw from the same block; its units must not be taken for this one's.
        Stream<String> free = IntStream.range(firstUser, firstUser + MOST_USERS)
                .filter(StateFolder::idle).mapToObj(Integer::toString);
        try {
            return OptionalInt.of(Integer.parseInt(users.take(unit, free)));
        } catch (UncheckedIOException unreadable) {
            throw unreadable.getCause();
        }
    }

    private static boolean idle(int user) {
        try {
            return !ProcessTable.anyOfUser(user);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    OptionalInt user(String unit) throws IOException {
        Optional<String> user = users.of(unit);
        return user.isPresent() ? OptionalInt.of(Integer.parseInt(user.get())) : OptionalInt.empty();
    }

    void freeUser(String unit) throws IOException {
        users.free(unit);
    }

    /** Lays out the folder of a unit that has none: its root's skeleton, its script, and the files it reports in. */
    void make(UnitPlan plan) throws IOException {
        Path folder = of(plan.spec().unit());
        directory(folder);
        keep(plan);
        Path home = folder.resolve("root");
        Path out = folder.resolve("out");
        List<Path> inRoot = Stream.of("", "home", "var", "srv", "mnt").map(home::resolve).toList();
        for (Path part : inRoot) {
            directory(part);
        }
        for (String open : List.of("tmp", "var/tmp")) {
            directory(home.resolve(open));
            // 01777: Java has no name for the sticky bit.
            Files.setAttribute(home.resolve(open), "unix:mode", 01777);
        }
        directory(home.resolve("home/orca"));
        permit(home.resolve("home/orca"), "rwx------");
        directory(out);
        Files.write(out.resolve(SCRIPT), script());
        permit(out.resolve(SCRIPT), "rwxr-xr-x");
        List<Path> guests = new ArrayList<>(List.of(home.resolve("home/orca")));
        for (String name : List.of("ready", "exit", "output.0", "output.1")) {
            guests.add(Files.createFile(out.resolve(name)));
            permit(out.resolve(name), "rw-------");
        }
        if (plan.form() == Form.USER) {
            // Inside its user namespace the unit is the owner of its root, and builds it.
            guests.addAll(inRoot);
            guests.addAll(List.of(folder, home.resolve("tmp"), home.resolve("var/tmp"), out, out.resolve(SCRIPT)));
        }
        if (plan.user().isPresent()) {
            for (Path file : guests) {
                Files.setAttribute(file, "unix:gid", plan.user().getAsInt());
                Files.setAttribute(file, "unix:uid", plan.user().getAsInt());
            }
        }
    }

    private static byte[] script() throws IOException {
        try (var source = StateFolder.class.getResourceAsStream(SCRIPT)) {
            return source.readAllBytes();
        }
    }

    /** From here on no start of the unit goes through, however late it comes. */
    void close(String unit) throws IOException {
        try {
            Files.createFile(of(unit).resolve("closing"));
        } catch (FileAlreadyExistsException | NoSuchFileException done) {
            return;
        }
    }

    boolean ready(String unit) {
        return text(unit, "ready").equals("ready");
    }

    /** The command's exit code; empty while it runs, or when there is none. */
    OptionalLong exit(String unit) {
        String text = text(unit, "exit");
        return text.matches("[0-9]{1,3}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    private String text(String unit, String name) {
        try {
            return new String(tail(of(unit).resolve("out").resolve(name), 16), StandardCharsets.ISO_8859_1).strip();
        } catch (IOException unreadable) {
            return "";
        }
    }

    /** The last lines that the command printed, oldest first: at most {@code most}, from at most 64 KiB. */
    List<String> output(String unit, int most) throws IOException {
        Path out = of(unit).resolve("out");
        List<Path> parts = new ArrayList<>();
        for (String name : List.of("output.0", "output.1")) {
            if (Files.isRegularFile(out.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                parts.add(out.resolve(name));
            }
        }
        if (parts.size() == 2 && changed(parts.get(0)).compareTo(changed(parts.get(1))) > 0 && Files.size(parts.get(1)) > 0) {
            parts = parts.reversed();
        }
        return lines(parts, most);
    }

    /** What starting the unit had to say; empty when all went well. */
    List<String> complaints(String unit) throws IOException {
        Path file = of(unit).resolve("setup.log");
        return Files.exists(file) ? lines(List.of(file), 20) : List.of();
    }

    /** How the host's folders are shown to the unit, one line each. */
    List<String> layers(String unit) throws IOException {
        Path file = of(unit).resolve("layers");
        return Files.exists(file) ? lines(List.of(file), 20) : List.of();
    }

    private static FileTime changed(Path file) throws IOException {
        return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static List<String> lines(List<Path> files, int most) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Path file : files) {
            text.append(new String(tail(file, 32 * 1024), StandardCharsets.UTF_8));
        }
        List<String> lines = text.toString().lines().toList();
        return lines.subList(Math.max(0, lines.size() - most), lines.size());
    }

    private static byte[] tail(Path file, int most) throws IOException {
        // Who wrote the file may have put a link in its place, to be read by a process with more rights.
        Set<java.nio.file.OpenOption> options = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        try (SeekableByteChannel channel = Files.newByteChannel(file, options)) {
            channel.position(Math.max(0, channel.size() - most));
            ByteBuffer bytes = ByteBuffer.allocate(most);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                continue;
            }
            byte[] read = new byte[bytes.position()];
            bytes.flip().get(read);
            return read;
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }

    private void directory(Path folder) throws IOException {
        Files.createDirectories(folder);
        permit(folder, root ? "rwxr-xr-x" : "rwx------");
    }

    private static void permit(Path file, String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
}
