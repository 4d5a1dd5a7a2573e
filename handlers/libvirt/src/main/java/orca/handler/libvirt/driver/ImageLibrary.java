package orca.handler.libvirt.driver;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import orca.core.resource.Names;

/**
 * A folder of images with a file {@code SHA256SUMS} as sha256sum(1) writes it. What is not in that file is not in the library.
 * An image is read once and its hash compared; that it was is remembered for as long as its size, time and place on the disk
 * stay as they were.
 */
final class ImageLibrary {
    /** The file that says what the images must contain. */
    static final String SUMS = "SHA256SUMS";

    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) [ *]([A-Za-z0-9][A-Za-z0-9._-]*)");
    private static final int QCOW2_MAGIC = 0x514649fb;

    private final Path folder;
    private final Path memory;

    /**
     * A library that is not looked at yet.
     *
     * @param folder with the images
     * @param memory where to remember what was compared
     */
    ImageLibrary(Path folder, Path memory) {
        this.folder = folder;
        this.memory = memory;
    }

    /**
     * A file whose content is what it should be.
     *
     * @param file where it is
     * @param sha256 its hash, in 64 hexadecimal digits
     */
    record Content(Path file, String sha256) {}

    /**
     * The content called {@code name}.
     *
     * @param pinned the hash that whoever asks for it expects
     * @throws IllegalArgumentException when it is not in the library, or is not what it should be
     */
    Content find(String field, String name, Optional<String> pinned) throws IOException {
        Map<String, String> sums = sums();
        String sum = sums.get(name);
        if (sum == null) {
            throw new IllegalArgumentException(field + ": the library " + folder + " has no " + Names.quoted(name) + ", only "
                    + sums.keySet());
        }
        if (pinned.isPresent() && !pinned.get().equals(sum)) {
            throw new IllegalArgumentException(field + ".sha256: " + Names.quoted(name) + " of the library is " + sum
                    + ", and asked for is " + Names.quoted(pinned.get()));
        }
        Path file = folder.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(field + ": " + SUMS + " names " + Names.quoted(name)
                    + ", and there is no such file");
        }
        String real = hash(file);
        if (!real.equals(sum)) {
            throw new IllegalArgumentException(field + ": " + Names.quoted(name) + " differs from what " + SUMS
                    + " says; its SHA-256 is " + real + ", and it must be " + sum);
        }
        return new Content(file, sum);
    }

    private Map<String, String> sums() throws IOException {
        Path list = folder.resolve(SUMS);
        if (!Files.isRegularFile(list)) {
            throw new IllegalArgumentException("images: the folder " + folder + " has no file " + SUMS);
        }
        Map<String, String> sums = new TreeMap<>();
        for (String line : Files.readAllLines(list)) {
            Matcher entry = LINE.matcher(line);
            if (entry.matches()) {
                sums.put(entry.group(2), entry.group(1));
            } else if (!line.isBlank()) {
                throw new IllegalArgumentException("images: " + list + " has a line that is no hash and name: "
                        + Names.quoted(line));
            }
        }
        return sums;
    }

    private String hash(Path file) throws IOException {
        String now = look(file);
        Path note = memory.resolve(file.getFileName() + ".sha256");
        if (Files.exists(note)) {
            String[] words = Files.readString(note).split("\n");
            if (words.length == 2 && words[0].equals(now)) {
                return words[1];
            }
        }
        String hash = compute(file);
        // A file that changed while it was read is compared again the next time.
        if (look(file).equals(now)) {
            Files.createDirectories(memory);
            Path part = Files.createTempFile(memory, "note", ".part");
            Files.writeString(part, now + "\n" + hash + "\n");
            Files.move(part, note, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        return hash;
    }

    private static String look(Path file) throws IOException {
        BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
        return file.toAbsolutePath() + " " + seen.fileKey() + " " + seen.size() + " " + seen.lastModifiedTime();
    }

    private static String compute(Path file) throws IOException {
        MessageDigest digest = Label.sha256();
        byte[] buffer = new byte[1 << 20];
        try (InputStream in = Files.newInputStream(file)) {
            int read = in.read(buffer);
            while (read >= 0) {
                digest.update(buffer, 0, read);
                if (Thread.currentThread().isInterrupted()) {
                    throw new java.io.InterruptedIOException("interrupted while reading " + file);
                }
                read = in.read(buffer);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * What kind of disk an image is.
     *
     * @param format {@code qcow2} or {@code raw}
     * @param bytes how large the disk is for its machine
     */
    record Disk(String format, long bytes) {
        /** Looks at {@code file}; one that stands on another file is refused, for its hash says nothing of that. */
        static Disk of(Path file) throws IOException {
            try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
                if (in.length() < 72 || in.readInt() != QCOW2_MAGIC) {
                    return new Disk("raw", in.length());
                }
                in.seek(8);
                if (in.readLong() != 0) {
                    throw new IllegalArgumentException("image: " + file.getFileName() + " stands on another image; flatten it");
                }
                in.seek(24);
                return new Disk("qcow2", in.readLong());
            }
        }
    }
}
