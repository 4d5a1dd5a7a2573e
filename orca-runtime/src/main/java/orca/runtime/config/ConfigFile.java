package orca.runtime.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import orca.wire.text.Flaw;
import orca.wire.text.RecordForm;
import orca.wire.text.Tree;

/**
 * Reads a container's configuration from its file, whole or not at all.
 *
 * @param path the file
 * @param config what it says
 */
public record ConfigFile(Path path, ContainerConfig config) {
    /** The largest file that is read, in bytes. */
    public static final long MOST_BYTES = 4L << 20;

    /** @throws ConfigException with all that is wrong */
    public static ConfigFile read(Path path) {
        try {
            if (Files.size(path) > MOST_BYTES) {
                throw flaw(path, 0, "larger than " + MOST_BYTES + " bytes");
            }
            return parse(path, Files.readString(path));
        } catch (NoSuchFileException e) {
            throw flaw(path, 0, "there is no such file");
        } catch (IOException e) {
            throw flaw(path, 0, "cannot be read: " + e.getMessage());
        }
    }

    /** The same from {@code yaml}, which {@code path} is named for. */
    public static ConfigFile parse(Path path, String yaml) {
        Tree tree;
        try (JsonParser in = new YAMLFactory().createParser(yaml)) {
            tree = Tree.parse(in);
        } catch (IOException e) {
            throw flaw(path, 0, "cannot be read: " + e.getMessage());
        } catch (Tree.Malformed e) {
            throw flaw(path, e.line(), "not YAML: " + e.getMessage());
        }
        ContainerConfig config;
        try {
            config = RecordForm.read(ContainerConfig.class, tree);
        } catch (RecordForm.Flawed e) {
            if (tree instanceof Tree.Branch(int line, var fields) && fields.keySet().containsAll(List.of("host", "drivers"))) {
                throw flaw(path, 0, "describes a host's agent and no container: start it with 'orca agent " + path + "'");
            }
            throw new ConfigException(path, e.flaws());
        }
        List<Flaw> flaws = new ConfigRules(tree, config).flaws();
        if (!flaws.isEmpty()) {
            throw new ConfigException(path, flaws);
        }
        return new ConfigFile(path, config);
    }

    private static ConfigException flaw(Path path, int line, String message) {
        return new ConfigException(path, List.of(new Flaw(line, "", message)));
    }

    /** The container's folder. */
    public Path folder() {
        Path parent = path.toAbsolutePath().getParent();
        return parent.resolve(config.folder()).normalize();
    }

    /** The SHA-256 of the file as it is now, in hexadecimal digits; empty when it cannot be read. */
    public String digest() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(path)));
        } catch (IOException e) {
            return "";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
