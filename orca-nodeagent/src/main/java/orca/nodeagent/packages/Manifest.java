package orca.nodeagent.packages;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import orca.core.resource.Names;
import orca.wire.text.ByteSize;
import orca.wire.text.Default;
import orca.wire.text.RecordForm;
import orca.wire.text.Tree;
import orca.wire.text.Yaml;

/**
 * What a package says about itself; its text is what is signed.
 *
 * @param name the driver's
 * @param version as {@link Names} allows; two packages with one name and one version are the same
 * @param factory the class that makes the driver, an {@link orca.nodeagent.driver.DriverFactory}
 * @param actions the limits of each action that the driver may have
 * @param needs programs that the host must have, by name or absolute path
 * @param files the SHA-256 of every other file in it, by its path
 */
public record Manifest(String name, String version, String factory, Map<String, ActionLimits> actions, List<String> needs,
        Map<String, String> files) {
    /** Its file in a package. */
    public static final String FILE = "driver.yaml";
    /** The first line of its text: what is signed here can be taken for nothing else that anybody signs. */
    static final String HEAD = "# orca driver 1\n";
    /** The most files. */
    static final int MOST_FILES = 1_000;
    private static final String PATH = "[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*";

    /**
     * The limits of an action.
     *
     * @param limit how long it may take
     * @param output how much of its words is kept
     */
    public record ActionLimits(@Default("10m") Duration limit, @Default("1MiB") ByteSize output) {
        public ActionLimits {
            if (!limit.isPositive()) {
                throw new IllegalArgumentException("limit: must be more than zero, got " + limit);
            }
        }
    }

    public Manifest {
        Names.check("name", name);
        Names.check("version", version);
        actions = Collections.unmodifiableMap(new TreeMap<>(actions));
        needs = List.copyOf(needs);
        files = Collections.unmodifiableMap(new TreeMap<>(files));
        actions.keySet().forEach(action -> Names.check("actions", action));
        if (actions.isEmpty()) {
            throw new IllegalArgumentException("actions: must be at least one");
        }
        if (files.size() > MOST_FILES) {
            throw new IllegalArgumentException("files: at most " + MOST_FILES + ", got " + files.size());
        }
        files.forEach((path, digest) -> {
            if (path.length() > 200 || !path.matches(PATH) || path.equals(FILE) || path.equals(Archive.SEAL)) {
                throw new IllegalArgumentException("files: there is no room for " + Names.quoted(path));
            }
            if (!digest.matches("[0-9a-f]{64}")) {
                throw new IllegalArgumentException("files." + path + ": must be a SHA-256 in hexadecimal digits");
            }
        });
    }

    static Manifest read(byte[] bytes) throws PackageRefused {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (!text.startsWith(HEAD)) {
            throw new PackageRefused(FILE + ": must begin with the line '" + HEAD.strip() + "'");
        }
        try {
            return RecordForm.read(Manifest.class, Yaml.parse(text));
        } catch (Tree.Malformed | RecordForm.Flawed e) {
            throw new PackageRefused(FILE + ": " + e.getMessage(), e);
        }
    }

    byte[] write() {
        return (HEAD + Yaml.write(RecordForm.write(this))).getBytes(StandardCharsets.UTF_8);
    }

    /** The same with these files. */
    Manifest with(Map<String, String> others) {
        return new Manifest(name, version, factory, actions, needs, others);
    }

    @Override
    public String toString() {
        return name + " " + version;
    }
}
