package orca.nodeagent.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import orca.core.handler.Outcome;
import orca.nodeagent.driver.ActionId;

/**
 * The outcomes of finished actions, one file each, found by action id. An outcome of an earlier boot of the host is
 * forgotten: what the action made may have gone with that boot, so answering for it would be a lie.
 */
final class OutcomeStore {
    /** The most outcomes that are kept; beyond it the oldest goes. */
    static final int MOST = 10_000;

    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private final Path folder;
    private final String boot;
    private final int most;
    /** By file name, oldest first. */
    private final Map<String, Outcome> kept = new LinkedHashMap<>();

    private OutcomeStore(Path folder, String boot, int most) {
        this.folder = folder;
        this.boot = boot;
        this.most = most;
    }

    static OutcomeStore open(Path folder) throws IOException {
        // Where the kernel does not say which boot this is, all boots look the same.
        String boot = Files.isReadable(BOOT_ID) ? Files.readString(BOOT_ID).strip() : "unknown";
        return open(folder, boot, MOST);
    }

    static OutcomeStore open(Path folder, String boot, int most) throws IOException {
        OutcomeStore store = new OutcomeStore(folder, boot, most);
        Files.createDirectories(folder);
        for (Path file : oldestFirst(folder)) {
            store.load(file);
        }
        return store;
    }

    private static List<Path> oldestFirst(Path folder) throws IOException {
        record Aged(FileTime when, Path file) {}
        List<Aged> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : (Iterable<Path>) all::iterator) {
                files.add(new Aged(Files.getLastModifiedTime(file), file));
            }
        }
        files.sort(Comparator.comparing(Aged::when).thenComparing(Aged::file));
        return files.stream().map(Aged::file).toList();
    }

    /** A file that cannot be read as an outcome is a write that was cut short: it never was an answer. */
    private void load(Path file) throws IOException {
        Optional<Outcome> outcome = OutcomeText.read(boot, Files.readString(file));
        if (outcome.isPresent() && kept.size() < most) {
            kept.put(file.getFileName().toString(), outcome.get());
        } else {
            Files.deleteIfExists(file);
        }
    }

    synchronized Optional<Outcome> find(ActionId id) {
        return Optional.ofNullable(kept.get(fileName(id)));
    }

    /** Returns once the outcome is on the disk. */
    synchronized void keep(ActionId id, Outcome outcome) throws IOException {
        String name = fileName(id);
        Path part = folder.resolve(name + ".part");
        try (FileChannel channel = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(OutcomeText.write(boot, outcome));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
        kept.remove(name);
        kept.put(name, outcome);
        while (kept.size() > most) {
            String oldest = kept.keySet().iterator().next();
            Files.deleteIfExists(folder.resolve(oldest));
            kept.remove(oldest);
        }
    }

    private static String fileName(ActionId id) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(id.value().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }
}
