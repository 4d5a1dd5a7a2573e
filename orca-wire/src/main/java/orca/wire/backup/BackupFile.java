package orca.wire.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeSet;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import orca.wire.text.RecordForm;

/** A backup that was written. */
public final class BackupFile implements AutoCloseable {
    private static final int MOST_MANIFEST_BYTES = 16 << 20;
    private static final byte[] BEGINNING = {'P', 'K', 3, 4};

    private final Path path;
    private final ZipFile zip;
    private final BackupManifest manifest;

    /** It is no backup, or not what was written; the message says which and why. */
    public static final class Flawed extends IOException {
        private static final long serialVersionUID = 1;

        Flawed(Path path, String what) {
            super(path + ": " + what);
        }
    }

    /** Opens one and reads its manifest. @throws Flawed when it is none, or was broken off */
    public BackupFile(Path path) throws IOException {
        this.path = path;
        try {
            zip = new ZipFile(path.toFile(), StandardCharsets.UTF_8);
        } catch (ZipException e) {
            throw new Flawed(path, "it is no backup, or one that was broken off: " + e.getMessage());
        }
        boolean open = false;
        try {
            manifest = read();
            open = true;
        } finally {
            if (!open) {
                zip.close();
            }
        }
    }

    /** Whether {@code path} is a file that begins as a backup does. */
    public static boolean looksLikeOne(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            return Arrays.equals(in.readNBytes(BEGINNING.length), BEGINNING);
        } catch (IOException e) {
            return false;
        }
    }

    private BackupManifest read() throws IOException {
        ZipEntry entry = Optional.ofNullable(zip.getEntry(BackupWriter.MANIFEST))
                .orElseThrow(() -> new Flawed(path, "it is no backup: there is no " + BackupWriter.MANIFEST + " in it"));
        byte[] bytes;
        try (InputStream in = zip.getInputStream(entry)) {
            bytes = in.readNBytes(MOST_MANIFEST_BYTES + 1);
        }
        CRC32 sum = new CRC32();
        sum.update(bytes);
        if (bytes.length > MOST_MANIFEST_BYTES || sum.getValue() != entry.getCrc()) {
            throw new Flawed(path, "its manifest is not what was written");
        }
        try {
            BackupManifest said = RecordForm.readJson(BackupManifest.class, new String(bytes, StandardCharsets.UTF_8));
            if (said.format() != BackupManifest.FORMAT) {
                throw new Flawed(path, "it has format " + said.format() + ", this version reads " + BackupManifest.FORMAT);
            }
            return said;
        } catch (RecordForm.Flawed e) {
            throw new Flawed(path, "its manifest cannot be read: " + e.getMessage().lines().findFirst().orElse(""));
        }
    }

    public Path path() {
        return path;
    }

    public BackupManifest manifest() {
        return manifest;
    }

    /** The stream of one actor. The caller closes it. */
    public InputStream stream(BackupManifest.Part part) throws IOException {
        ZipEntry entry = Optional.ofNullable(zip.getEntry(part.entry()))
                .orElseThrow(() -> new Flawed(path, part.entry() + " is missing"));
        return zip.getInputStream(entry);
    }

    /** Reads every byte and compares it with the manifest. @throws Flawed when something is not what was written */
    public void check() throws IOException {
        TreeSet<String> due = new TreeSet<>();
        due.add(BackupWriter.MANIFEST);
        byte[] page = new byte[1 << 16];
        for (BackupManifest.Part part : manifest.actors()) {
            due.add(part.entry());
            Sum sum = new Sum();
            try (InputStream in = stream(part)) {
                for (int length = in.read(page); length >= 0; length = in.read(page)) {
                    sum.add(page, 0, length);
                }
            } catch (ZipException e) {
                throw new Flawed(path, part.entry() + " is not what was written: " + e.getMessage());
            }
            if (sum.bytes() != part.bytes() || !sum.sha256().equals(part.sha256())) {
                throw new Flawed(path, part.entry() + " is not what was written: its hash is another");
            }
        }
        Optional<String> odd = zip.stream().map(ZipEntry::getName).filter(name -> !due.contains(name)).findFirst();
        if (odd.isPresent()) {
            throw new Flawed(path, "it holds what its manifest does not name: " + odd.get());
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
