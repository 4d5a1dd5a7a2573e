package orca.simulator.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import orca.core.actor.Actor;
import orca.core.contract.Principal;
import orca.runtime.hosting.HostedActor.Role;
import orca.runtime.hosting.PastActor;
import orca.runtime.journal.RecordCodec;
import orca.wire.backup.BackupFile;
import orca.wire.backup.BackupManifest;

/** What one version has kept of journals: a folder of H2, a backup, a dump of PostgreSQL, and what their actors knew. */
record KeptSet(Path folder) {
    /** How what is kept of the version that is being made is made anew, all of it. */
    static final String COMMAND = "mvn -pl orca-simulator -am -Dtest='Kept*' -Dsurefire.failIfNoSpecifiedTests=false"
            + " -DexcludedGroups=none -Dorca.rewrite=true test";
    private static final Path ROOT = Path.of(System.getProperty("orca.root"));
    private static final Path ALL = ROOT.resolve("orca-simulator/src/test/resources/kept");

    /** One of its actors, and how far its journal goes. */
    record Kept(String name, Role role, Principal self, BackupManifest.Part part) {
        RecordCodec codec() {
            return PastActor.codec(role);
        }
    }

    static Stream<KeptSet> all() throws IOException {
        try (Stream<Path> folders = Files.list(ALL)) {
            return folders.sorted().map(KeptSet::new).toList().stream();
        }
    }

    /** That of the version that is being made. */
    static KeptSet present() throws IOException {
        return new KeptSet(ALL.resolve(version().replace("-SNAPSHOT", "")));
    }

    /** Those that the page of changes has. */
    static List<String> versions() throws IOException {
        return Files.readAllLines(ROOT.resolve("CHANGELOG.md")).stream().filter(line -> line.matches("## \\d+\\.\\d+\\.\\d+.*"))
                .map(line -> line.replaceAll("## ([0-9.]+).*", "$1")).toList();
    }

    private static String version() throws IOException {
        String pom = Files.readString(ROOT.resolve("pom.xml"));
        return pom.replaceAll("(?s).*?<version>([^<]+)</version>.*", "$1");
    }

    /** Whether the tests are to make it anew. */
    static boolean rewriting() {
        return Boolean.getBoolean("orca.rewrite");
    }

    /** It, when it may be made anew: what a version had that was released is never anything else. */
    static KeptSet rewritable() throws IOException {
        KeptSet present = present();
        if (!open(version(), Files.readString(ROOT.resolve("CHANGELOG.md")))) {
            throw new IllegalStateException("version " + present + " is released: what it has kept stays as it is");
        }
        return present;
    }

    /** Whether {@code version} is still being made, by {@code changes}. */
    static boolean open(String version, String changes) {
        return version.endsWith("-SNAPSHOT")
                && changes.lines().anyMatch(("## " + version.replace("-SNAPSHOT", "") + ", not released yet")::equals);
    }

    Path h2() {
        return folder.resolve("h2");
    }

    Path backup() {
        return folder.resolve("all.backup");
    }

    Path dump() {
        return folder.resolve("postgresql.sql.gz");
    }

    /** The actors, by the backup, which says of each how far its journal goes. */
    List<Kept> actors() throws IOException {
        try (BackupFile file = new BackupFile(backup())) {
            file.check();
            return file.manifest().actors().stream().map(part -> new Kept(part.name(),
                    Role.valueOf(part.role().toUpperCase(Locale.ROOT).replace('-', '_')), new Principal(part.principal()), part))
                    .toList();
        }
    }

    /** All that an actor knew at the end of its journal, a line for each record. */
    List<String> state(String actor) throws IOException {
        return read(stated(actor)).lines().toList();
    }

    void state(String actor, List<String> lines) throws IOException {
        write(stated(actor), String.join("\n", lines) + "\n");
    }

    private Path stated(String actor) {
        return folder.resolve(actor + "-state.jsonl.gz");
    }

    static String read(Path file) throws IOException {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            return String.join("\n", in.lines().toList());
        }
    }

    static void write(Path file, String text) throws IOException {
        try (Writer out = new OutputStreamWriter(new GZIPOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8)) {
            out.write(text);
        }
    }

    /** What {@code actor} knows, as {@link #state} has it. */
    static List<String> lines(Actor actor, RecordCodec codec) {
        return actor.image().stream().map(record -> codec.toJson(record).replaceAll("\\s*\\n\\s*", " ")).toList();
    }

    /** A later version may say more of what an actor knows than is written of it, and nothing else. */
    static void assertMeans(List<String> then, Actor now, RecordCodec codec) {
        List<Map<String, String>> knows = now.image().stream().map(record -> Leaves.of(codec, record)).toList();
        assertThat(knows).hasSameSizeAs(then);
        for (int i = 0; i < then.size(); i++) {
            assertThat(knows.get(i)).containsAllEntriesOf(Leaves.read(then.get(i)));
        }
        assertThat(now.broken()).isEmpty();
    }

    /** A copy of its H2 folder, for nothing may change in the folder itself. */
    Path copied(Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(h2())) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
        return to;
    }

    @Override
    public String toString() {
        return folder.getFileName().toString();
    }
}
