package orca.nodeagent.packages;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import orca.core.contract.Seal;
import orca.core.resource.Names;
import orca.wire.text.RecordForm;
import orca.wire.trust.Identity;

/**
 * A package as bytes: a ZIP archive with the manifest first, then its seal, then the files that the manifest names, and nothing
 * else. Whoever has signed the manifest has signed every byte that is used.
 *
 * @param manifest what it says
 * @param text the manifest's exact bytes
 * @param seal on those
 * @param files the others, by path; each as the manifest says
 */
record Archive(Manifest manifest, byte[] text, Seal seal, Map<String, byte[]> files) {
    static final String SEAL = "driver.seal";
    /** The largest archive, and the most that all files in one may have together, in bytes. */
    static final int MOST_BYTES = 64 << 20;

    /** A seal in its file. */
    public record SealFile(String key, String signature, String lineage) {}

    /** @throws PackageRefused when it is none, or a file is not what the manifest says; whose the seal is was not looked at */
    static Archive read(byte[] bytes) throws PackageRefused {
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            byte[] text = next(in, Manifest.FILE, MOST_BYTES);
            byte[] sealText = next(in, SEAL, MOST_BYTES);
            Manifest manifest = Manifest.read(text);
            Map<String, byte[]> files = new TreeMap<>();
            int left = MOST_BYTES;
            ZipEntry entry = in.getNextEntry();
            while (entry != null) {
                String path = entry.getName();
                byte[] content = content(in, path, left);
                left -= content.length;
                if (!digest(content).equals(manifest.files().get(path)) || files.put(path, content) != null) {
                    throw new PackageRefused("file " + Names.quoted(path) + ": is not what the manifest says");
                }
                entry = in.getNextEntry();
            }
            if (!files.keySet().equals(manifest.files().keySet())) {
                throw new PackageRefused("files: some that the manifest names are missing");
            }
            SealFile seal = RecordForm.readJson(SealFile.class, new String(sealText, StandardCharsets.UTF_8));
            return new Archive(manifest, text, new Seal(seal.key(), seal.signature(), seal.lineage()), files);
        } catch (ZipException e) {
            throw new PackageRefused("it is no package: " + e.getMessage(), e);
        } catch (IOException | IllegalArgumentException | RecordForm.Flawed e) {
            throw new PackageRefused("it cannot be read: " + e.getMessage(), e);
        }
    }

    private static byte[] next(ZipInputStream in, String name, int most) throws IOException, PackageRefused {
        ZipEntry entry = in.getNextEntry();
        if (entry == null || !entry.getName().equals(name)) {
            throw new PackageRefused(entry == null ? "it is no package" : "it must go on with " + name + ", and has "
                    + Names.quoted(entry.getName()) + " there" + (name.equals(SEAL) ? ": it is not signed" : ""));
        }
        return content(in, name, most);
    }

    private static byte[] content(InputStream in, String path, int most) throws IOException, PackageRefused {
        byte[] content = in.readNBytes(most + 1);
        if (content.length > most) {
            throw new PackageRefused("file " + Names.quoted(path) + ": with it there are more than " + MOST_BYTES + " bytes");
        }
        return content;
    }

    static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }

    /** Packs a folder with a manifest that names no files, and signs it. */
    static byte[] pack(Path folder, Identity signer) throws IOException, PackageRefused {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                String path = folder.relativize(file).toString().replace('\\', '/');
                if (!path.equals(Manifest.FILE)) {
                    files.put(path, Files.readAllBytes(file));
                }
            }
        }
        Map<String, String> digests = new TreeMap<>();
        files.forEach((path, content) -> digests.put(path, digest(content)));
        Manifest manifest;
        try {
            manifest = Manifest.read(Files.readAllBytes(folder.resolve(Manifest.FILE))).with(digests);
        } catch (IllegalArgumentException e) {
            throw new PackageRefused(e.getMessage(), e);
        }
        byte[] text = manifest.write();
        Seal seal = signer.seal(text);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            put(out, Manifest.FILE, text);
            put(out, SEAL, RecordForm.json(new SealFile(seal.key(), seal.signature(), seal.lineage()))
                    .getBytes(StandardCharsets.UTF_8));
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                put(out, file.getKey(), file.getValue());
            }
        }
        return bytes.toByteArray();
    }

    private static void put(ZipOutputStream out, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTime(0);
        out.putNextEntry(entry);
        ((OutputStream) out).write(content);
        out.closeEntry();
    }
}
