package orca.cli.connect;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The programs of this machine, as a host needs them to run an agent: the launcher, the jars, and the unit for systemd.
 *
 * @param root the folder with the launcher
 * @param files what belongs to them, relative to that, in order
 */
public record Programs(Path root, List<String> files) {
    private static final List<String> ALONE = List.of("orca", "pom.xml", "deploy/systemd/orca-agent.service");
    private static final String JARS = "orca-simulator/target";

    /** Those whose launcher is in {@code root}. @throws IOException when they are not whole */
    public static Programs in(Path root) throws IOException {
        List<String> files = new ArrayList<>();
        for (String name : ALONE) {
            if (!Files.isReadable(root.resolve(name))) {
                throw new IOException("there is no " + root.resolve(name) + ", so this is no whole set of programs");
            }
            files.add(name);
        }
        for (String folder : List.of(JARS, JARS + "/lib")) {
            if (Files.isDirectory(root.resolve(folder))) {
                try (Stream<Path> jars = Files.list(root.resolve(folder))) {
                    jars.map(path -> path.getFileName().toString()).filter(name -> name.endsWith(".jar")).sorted()
                            .forEach(name -> files.add(folder + "/" + name));
                }
            }
        }
        return new Programs(root, files);
    }

    /** Which ones they are: a hash of all that is in them. */
    public String digest() throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String name : files) {
                digest.update((name + "\n").getBytes(StandardCharsets.UTF_8));
                try (InputStream in = new DigestInputStream(Files.newInputStream(root.resolve(name)), digest)) {
                    in.transferTo(OutputStream.nullOutputStream());
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }

    /** How large they are, in bytes. */
    public long size() throws IOException {
        long sum = 0;
        for (String name : files) {
            sum += Files.size(root.resolve(name));
        }
        return sum;
    }

    /** Writes them as a tar. */
    public void to(OutputStream out) throws IOException {
        List<String> words = new ArrayList<>(List.of("tar", "-C", root.toString(), "--owner=0", "--group=0", "-chf", "-"));
        words.addAll(files);
        Process tar = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (InputStream in = tar.getInputStream()) {
            in.transferTo(out);
        }
        try {
            if (!tar.waitFor(1, TimeUnit.MINUTES) || tar.exitValue() != 0) {
                throw new IOException("tar: the programs cannot be read");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
