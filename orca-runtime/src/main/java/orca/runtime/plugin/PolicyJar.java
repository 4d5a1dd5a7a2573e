package orca.runtime.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.objectweb.asm.ClassReader;

/**
 * A jar with policies, looked through before anything in it runs. Its code may refer to itself, to {@code orca.core}, to
 * {@code orca.policies}, and to those parts of the JDK that are values, collections and text: no clock, no dice, no files, no
 * network, no threads, no reflection. What it could remember between two questions is refused too. This finds mistakes and
 * carelessness; it makes no cage for someone who means harm, as a policy may still use up memory and time.
 */
public final class PolicyJar {
    private static final int MOST_ENTRIES = 10_000;
    private static final long MOST_BYTES = 64L << 20;
    private static final Pattern HOUSE = Pattern.compile("orca/(?!policies/).*|orca/[^/]*");

    private final Path file;
    private final Map<String, byte[]> classes = new TreeMap<>();
    /** A line may break one rule more than once, and is named once. */
    private final Set<Finding> findings = new LinkedHashSet<>();

    private PolicyJar(Path file) {
        this.file = file;
    }

    /**
     * Looks through a jar.
     *
     * @param beside who else's classes are on the class path: one that is in the jar too is not the jar's
     * @return what breaks a rule, class by class; empty when the jar may come in
     * @throws IOException when it cannot be read
     */
    public static List<Finding> findings(Path file, ClassLoader beside) throws IOException {
        PolicyJar jar = new PolicyJar(file);
        jar.read();
        jar.shadows(beside);
        jar.look();
        return List.copyOf(jar.findings);
    }

    /**
     * Lets a jar in.
     *
     * @throws PluginRefused when something in it breaks a rule, or when it cannot be read
     */
    public static void admit(Path file, ClassLoader beside) {
        List<Finding> found;
        try {
            found = findings(file, beside);
        } catch (IOException unreadable) {
            found = List.of(new Finding("the file", "cannot be read: " + unreadable.getMessage()));
        }
        if (!found.isEmpty()) {
            throw new PluginRefused(file, found);
        }
    }

    private void read() throws IOException {
        long bytes = 0;
        int entries = 0;
        try (JarFile jar = new JarFile(file.toFile())) {
            for (Enumeration<JarEntry> all = jar.entries(); all.hasMoreElements();) {
                JarEntry entry = all.nextElement();
                entries++;
                if (entry.getName().endsWith(".class") && !entry.isDirectory()) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        byte[] read = in.readNBytes((int) (MOST_BYTES - bytes + 1));
                        bytes += read.length;
                        classes.put(entry.getName(), read);
                    }
                }
                if (bytes > MOST_BYTES || entries > MOST_ENTRIES) {
                    throw new IOException("a plug-in has at most " + MOST_ENTRIES + " entries and "
                            + (MOST_BYTES >> 20) + " MiB of classes");
                }
            }
        }
    }

    /** Else what was looked through here would not be what runs. */
    private void shadows(ClassLoader beside) throws IOException {
        for (String entry : classes.keySet()) {
            String name = entry.substring(0, entry.length() - ".class".length());
            URL first = beside.getResource(entry);
            if (HOUSE.matcher(name).matches()) {
                findings.add(new Finding(ClassLook.dotted(name), "has a name that belongs to the house"));
            } else if (first != null && !isIn(first)) {
                findings.add(new Finding(ClassLook.dotted(name), "is on the class path already, from " + first));
            }
        }
    }

    private boolean isIn(URL place) throws IOException {
        return place.openConnection() instanceof JarURLConnection jar
                && Path.of(URI.create(jar.getJarFileURL().toString())).toRealPath().equals(file.toRealPath());
    }

    private void look() {
        Map<String, ClassSketch> sketches = new TreeMap<>();
        classes.forEach((entry, bytes) -> {
            ClassLook look = new ClassLook(name -> classes.containsKey(name + ".class"), findings::add);
            try {
                new ClassReader(bytes).accept(look, ClassReader.SKIP_FRAMES);
            } catch (IllegalArgumentException | IndexOutOfBoundsException | NegativeArraySizeException unreadable) {
                findings.add(new Finding(entry, "is no class that can be read, or of a later Java than this program knows: "
                        + unreadable.getMessage()));
                return;
            }
            if (!entry.equals(look.sketch().name + ".class")) {
                findings.add(new Finding(entry, "holds the class " + ClassLook.dotted(look.sketch().name)
                        + ": each class lies where its name says"));
            }
            sketches.put(look.sketch().name, look.sketch());
        });
        findings.addAll(new Memory(sketches).findings());
    }
}
