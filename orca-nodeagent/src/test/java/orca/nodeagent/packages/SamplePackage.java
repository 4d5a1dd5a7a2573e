package orca.nodeagent.packages;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import orca.nodeagent.packages.sample.SampleFactory;
import orca.wire.trust.Identity;

/** Packages of the sample driver, as its author packs them, and such as nobody should take. */
public final class SamplePackage {
    private SamplePackage() {}

    /** @param behaviour what the driver does, or does wrong */
    public static byte[] of(Path work, String version, String behaviour, Identity signer) throws Exception {
        return of(work, version, behaviour, signer, "needs: [sh]");
    }

    static byte[] of(Path work, String version, String behaviour, Identity signer, String more) throws Exception {
        Path folder = Files.createTempDirectory(work, "pack");
        Files.createDirectories(folder.resolve("scripts"));
        Files.createDirectories(folder.resolve("lib"));
        Files.writeString(folder.resolve("scripts/behaviour"), behaviour + "\n");
        Files.write(folder.resolve("lib/sample.jar"), jar());
        Files.writeString(folder.resolve("driver.yaml"), """
                # orca driver 1
                name: sample
                version: %s
                factory: orca.nodeagent.packages.sample.SampleFactory
                actions: {make: {}, remove: {}, tell: {}, hang: {limit: 100ms}, chat: {output: 64KiB}}
                %s
                """.formatted(version, more));
        return Depot.pack(folder, signer);
    }

    private static byte[] jar() throws Exception {
        Path classes = Path.of(SampleFactory.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path sample = classes.resolve("orca/nodeagent/packages/sample");
        Map<String, byte[]> files = new LinkedHashMap<>();
        List<Path> all;
        try (Stream<Path> found = Files.list(sample)) {
            all = found.sorted().toList();
        }
        for (Path one : all) {
            files.put(classes.relativize(one).toString(), Files.readAllBytes(one));
        }
        return zip(files);
    }

    static byte[] zip(Map<String, byte[]> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                out.putNextEntry(new ZipEntry(file.getKey()));
                out.write(file.getValue());
                out.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    static Map<String, byte[]> unzip(byte[] bytes) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (ZipInputStream in = new ZipInputStream((InputStream) new ByteArrayInputStream(bytes))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(entry.getName(), in.readAllBytes());
            }
        }
        return files;
    }
}
