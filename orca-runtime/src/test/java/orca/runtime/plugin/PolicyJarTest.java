package orca.runtime.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class PolicyJarTest {
    /** A policy that may come in: it uses what policies use, and takes settings. */
    private static final String GOOD = """
            package org.example;

            import java.time.Duration;
            import java.util.*;
            import java.util.function.*;
            import java.util.stream.*;
            import orca.core.policy.*;
            import orca.core.resource.*;

            public final class Greedy implements ProvisioningPolicy {
                private static final List<String> KNOWN = List.of("most");
                private static final Map<String, Long> WORDS = Collections.unmodifiableMap(new TreeMap<>(Map.of("many", 9L)));
                private static final Comparator<String> ORDER = Comparator.comparing(String::length);
                private static final Duration SHORT = Duration.ofSeconds(1);
                private enum Mood { GOOD, BAD }
                private record Seen(String name, List<String> others) {}
                private static final class Tally { private int count; private final int[] each = new int[3]; }
                private long most = 10;
                private Map<String, Long> weights = Map.of();

                @Override public String name() { return "greedy"; }

                @Override public void configure(PropertyList settings) {
                    Map<String, Long> read = new TreeMap<>();
                    settings.forEach(s -> most = Math.min(most, 3));
                    weights = Map.copyOf(read);
                }

                @Override public ProvisioningPlan propose(ProvisioningView view, Budget budget) {
                    Tally tally = new Tally();
                    for (Mood mood : Mood.values()) {
                        switch (mood) {
                            case GOOD -> tally.count++;
                            case BAD -> tally.each[1] = 2;
                        }
                    }
                    Object o = new Seen("x" + tally.count, KNOWN.stream().sorted(ORDER).toList());
                    if (o instanceof Seen(String name, List<String> others) && o.hashCode() == 3) {
                        System.arraycopy(tally.each, 0, tally.each, 1, 1);
                    }
                    /*MORE*/
                    return new ProvisioningPlan(List.of(), Optional.empty());
                }
                /*MEMBERS*/
            }
            """;

    private static final String DOES_MORE = """
            long t = System.nanoTime(); | calls java.lang.System.nanoTime: a policy reads no clock
            Object t = java.time.Instant.now(); | calls java.time.Instant.now: a policy reads no clock
            Object t = java.time.Clock.systemUTC(); | names java.time.Clock: a policy reads no clock
            Object t = new Date(); | names java.util.Date: a policy reads no clock
            Supplier<Long> t = System::currentTimeMillis; | calls java.lang.System.currentTimeMillis: a policy reads
            Object d = new Random(1); | names java.util.Random: a policy throws no dice
            double d = Math.random(); | calls java.lang.Math.random: a policy throws no dice
            Object d = UUID.randomUUID(); | calls java.util.UUID.randomUUID: a policy throws no dice
            Object d = java.util.concurrent.ThreadLocalRandom.current(); | names java.util.concurrent.ThreadLocalRandom: a
            int d = System.identityHashCode(this); | calls java.lang.System.identityHashCode: a policy throws no dice
            System.out.println(3); | names java.io.PrintStream: a policy touches nothing outside
            Object f = new java.io.File("x").length(); | names java.io.File: a policy touches nothing outside
            Object f = java.nio.file.Path.of("x"); | names java.nio.file.Path: a policy touches nothing outside
            Object f = java.net.URI.create("x"); | names java.net.URI: a policy touches nothing outside
            String p = System.getenv("X"); | calls java.lang.System.getenv: a policy touches nothing outside
            Runtime.getRuntime().halt(1); | names java.lang.Runtime: a policy touches nothing outside
            new ProcessBuilder("x"); | names java.lang.ProcessBuilder: a policy touches nothing outside
            new Thread(() -> {}).start(); | names java.lang.Thread: a policy has no threads
            Object l = new ThreadLocal<String>(); | names java.lang.ThreadLocal: a policy has no threads
            synchronized (this) { most++; } | locks: a policy has no threads
            Object s = KNOWN.parallelStream(); | calls java.util.List.parallelStream: a policy has no threads
            Object s = KNOWN.stream().parallel(); | calls java.util.stream.Stream.parallel: a policy has no threads
            Object a = new java.util.concurrent.atomic.AtomicLong(); | names java.util.concurrent.atomic.AtomicLong: a policy has
            Object c = getClass().getClassLoader(); | calls java.lang.Class.getClassLoader: a policy does not load
            Object c = Greedy.class.getDeclaredFields(); | calls java.lang.Class.getDeclaredFields: a policy does not load
            Object c = java.lang.invoke.MethodHandles.lookup(); | names java.lang.invoke.MethodHandles: a policy does not load
            Object c = ServiceLoader.load(Greedy.class); | names java.util.ServiceLoader: a policy does not load
            Object h = new HashMap<String, String>(); | names java.util.HashMap: the order of hashed collections is chance
            Object h = KNOWN.stream().collect(Collectors.toCollection(HashSet::new)); | names java.util.HashSet: the order
            Object x = orca.runtime.policy.Policies.class; | names orca.runtime.policy.Policies: is not among
            Object x = org.junit.jupiter.api.Test.class; | names org.junit.jupiter.api.Test: is not among what a policy may use
            most = 4; | writes the field most elsewhere than in a constructor
            weights = Map.of(); | writes the field weights elsewhere than in a constructor
            """;

    private static final String REMEMBERS = """
            private static long last; | Greedy.last is static and not final
            private static final long[] LAST = new long[3]; | Greedy.LAST holds something that changes
            private static final StringBuilder LAST = new StringBuilder(); | Greedy.LAST holds something that changes
            private static final TreeMap<String, Long> LAST = new TreeMap<>(); | Greedy.LAST holds something that changes
            private static final Tally LAST = new Tally(); | Greedy.LAST holds something that changes
            private static final Map<String, Long> LAST = new TreeMap<>(); | puts into the field LAST a collection that may change
            private final List<String> last = new ArrayList<>(); | puts into the field last a collection that may change
            private final Tally last = new Tally(); | Greedy.last holds something that changes
            private final Object last = new Tally(); | Greedy.last holds something that changes
            private static final class Box { private static String last; } | Greedy$Box.last is static and not final
            native void outside(); | Greedy.outside is native: a policy touches nothing outside
            synchronized void inside() {} | Greedy.inside is synchronized: a policy has no threads
            @SuppressWarnings("removal") protected void finalize() {} | Greedy.finalize is run by the collector
            void inside() throws java.sql.SQLException {} | -
            void inside(java.sql.Connection c) {} | Greedy.inside names java.sql.Connection: a policy touches nothing
            private java.sql.Connection[][] many; | Greedy.many names java.sql.Connection: a policy touches nothing
            """;

    @TempDir
    Path folder;

    @Test
    void whatOnlyDecidesMayComeIn() throws Exception {
        assertThat(findings(Map.of("Greedy", GOOD))).isEmpty();
    }

    @Test
    void allPoliciesOfThisHouseMayComeIn() throws Exception {
        Path place = Path.of(Class.forName("orca.policies.assignment.BestFit").getProtectionDomain().getCodeSource()
                .getLocation().toURI());
        Path jar = Files.isDirectory(place) ? packed(place) : place;
        // Somewhere else than they are loaded from, they are somebody else's with the same names, which is all there is to say.
        assertThat(PolicyJar.findings(jar, getClass().getClassLoader()).stream()
                .filter(finding -> !finding.what().startsWith("is on the class path already"))).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> whatDoesMoreThanDecideIsNamed() throws Exception {
        return each(DOES_MORE, "/*MORE*/", (what, found) -> assertThat(found).anySatisfy(finding -> {
            assertThat(finding.what()).startsWith(what);
            assertThat(finding.where())
                    .matches("org\\.example\\.c\\d+\\.Greedy\\.(propose|lambda\\$propose\\$\\d) \\(Greedy\\.java:\\d+\\)");
        }));
    }

    /** A test for each line of {@code table}: what is put in at {@code mark}, and what is to be found. All compiled at once. */
    private Stream<DynamicTest> each(String table, String mark, BiConsumer<String, List<Finding>> check) throws Exception {
        List<String[]> rows = table.lines().map(line -> line.split(" \\| ", 2)).toList();
        Map<String, String> sources = new TreeMap<>();
        for (int i = 0; i < rows.size(); i++) {
            sources.put("org.example.c" + i + ".Greedy", GOOD.replace("org.example", "org.example.c" + i)
                    .replace(mark, rows.get(i)[0]));
        }
        Map<String, byte[]> all = compiled(sources);
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            String[] row = rows.get(i);
            Path jar = folder.resolve("c" + i + ".jar");
            Map<String, byte[]> own = new TreeMap<>(all);
            String room = "org/example/c" + i + "/";
            own.keySet().removeIf(name -> !name.startsWith(room));
            packed(jar, own);
            List<Finding> found = PolicyJar.findings(jar, getClass().getClassLoader());
            tests.add(DynamicTest.dynamicTest(row[0], () -> check.accept(row[1], found)));
        }
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> whatCouldRememberIsNamed() throws Exception {
        return each(REMEMBERS, "/*MEMBERS*/", (what, found) -> {
            if (what.equals("-")) {
                assertThat(found).as("what is declared and never thrown does nothing").isEmpty();
            } else {
                assertThat(found).anySatisfy(finding -> assertThat(finding.toString()).contains(what));
            }
        });
    }

    @Test
    void aClassBesideThePolicyMayNotWriteItsFields() throws Exception {
        String open = GOOD.replace("private long most", "long most").replace("/*MORE*/", "Other.learn(this);");
        List<Finding> found = findings(Map.of("Greedy", open, "Other",
                "package org.example; final class Other { static void learn(Greedy g) { g.most = 7; } }"));
        assertThat(found).extracting(Finding::toString)
                .anyMatch(text -> text.startsWith("org.example.Other.learn (Other.java:1) writes the field most elsewhere"));
    }

    @Test
    void namesOfTheHouseAndOfOthersOnTheClassPathAreRefused() throws Exception {
        assertThat(PolicyJar.findings(jar(Map.of("orca.core.policy.Mine", "package orca.core.policy; class Mine {}")),
                getClass().getClassLoader())).extracting(Finding::toString)
                .containsExactly("orca.core.policy.Mine has a name that belongs to the house");
        assertThat(PolicyJar.findings(jar(Map.of("org.junit.jupiter.api.Test", "package org.junit.jupiter.api; class Test {}")),
                getClass().getClassLoader())).extracting(Finding::where).containsExactly("org.junit.jupiter.api.Test");
    }

    @Test
    void whatIsLoadedFromTheJarItselfIsNotSomebodyElses() throws Exception {
        Path jar = jar(Map.of("org.example.Greedy", GOOD));
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, getClass().getClassLoader())) {
            assertThat(PolicyJar.findings(jar, loader)).isEmpty();
        }
    }

    @Test
    void whatCannotBeReadIsRefused() throws Exception {
        Path text = Files.writeString(folder.resolve("text.jar"), "no archive");
        assertThatThrownBy(() -> PolicyJar.admit(text, getClass().getClassLoader())).isInstanceOf(PluginRefused.class)
                .hasMessageStartingWith("the plug-in " + text + " is refused:\n    the file cannot be read: ");
        Path odd = folder.resolve("odd.jar");
        packed(odd, Map.of("a/B.class", new byte[] {1, 2, 3}));
        assertThat(PolicyJar.findings(odd, getClass().getClassLoader()).toString())
                .contains("a/B.class is no class that can be read");
        Path moved = folder.resolve("moved.jar");
        packed(moved, Map.of("META-INF/versions/21/org/example/Greedy.class", compiled(Map.of("org.example.Greedy", GOOD))
                .get("org/example/Greedy.class")));
        assertThat(PolicyJar.findings(moved, getClass().getClassLoader()).toString())
                .contains("each class lies where its name says");
    }

    @Test
    void theCommandSaysWhatAndWhere() throws Exception {
        Path good = jar(Map.of("org.example.Greedy", GOOD));
        Path bad = folder.resolve("bad.jar");
        packed(bad, compiled(Map.of("org.example.Greedy", GOOD.replace("/*MORE*/", "long t = System.nanoTime();"))));
        assertThat(said(0, "check", good.toString())).isEqualTo(good + ": may come in\n");
        assertThat(said(1, "check", good.toString(), bad.toString())).startsWith(good + ": may come in\n" + bad + ": refused\n"
                + "    org.example.Greedy.propose (Greedy.java:")
                .endsWith("a policy reads no clock; the view says what time it is\n");
        assertThat(said(2, "check", folder.resolve("none.jar").toString())).startsWith("orca: plugin: there is no file ");
        assertThat(said(2, "check")).startsWith("orca: plugin: takes 'check' and one jar or more");
    }

    private static String said(int code, String... words) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(text, true, StandardCharsets.UTF_8);
        assertThat(PluginVerb.run(List.of(words), out, out)).isEqualTo(code);
        return text.toString(StandardCharsets.UTF_8);
    }

    private List<Finding> findings(Map<String, String> sources) throws IOException {
        Map<String, String> named = new TreeMap<>();
        sources.forEach((name, text) -> named.put("org.example." + name, text));
        return PolicyJar.findings(jar(named), getClass().getClassLoader());
    }

    private Path jar(Map<String, String> sources) throws IOException {
        Path jar = folder.resolve("plugin.jar");
        packed(jar, compiled(sources));
        return jar;
    }

    private Map<String, byte[]> compiled(Map<String, String> sources) throws IOException {
        Path made = Files.createTempDirectory(folder, "made");
        List<String> words = new ArrayList<>(List.of("-nowarn", "-proc:none", "-d", made.toString(), "-cp",
                System.getProperty("java.class.path"), "--release", "21"));
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = made.resolve("src").resolve(source.getKey().replace('.', '/') + ".java");
            Files.createDirectories(file.getParent());
            words.add(Files.writeString(file, source.getValue()).toString());
        }
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, said, said, words.toArray(String[]::new)))
                .as(said.toString(StandardCharsets.UTF_8)).isZero();
        return classes(made);
    }

    private static Map<String, byte[]> classes(Path made) throws IOException {
        Map<String, byte[]> classes = new TreeMap<>();
        try (Stream<Path> all = Files.walk(made)) {
            all.filter(file -> file.toString().endsWith(".class")).forEach(file -> {
                try {
                    classes.put(made.relativize(file).toString(), Files.readAllBytes(file));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        return classes;
    }

    private Path packed(Path classes) throws IOException, URISyntaxException {
        Path jar = folder.resolve("packed.jar");
        packed(jar, classes(classes));
        return jar;
    }

    private static void packed(Path jar, Map<String, byte[]> entries) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar); JarOutputStream out = new JarOutputStream(file)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                out.putNextEntry(new JarEntry(entry.getKey()));
                out.write(entry.getValue());
                out.closeEntry();
            }
        }
    }
}
