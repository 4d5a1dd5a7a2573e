package orca.cli.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code orca} in a tree of its own, with Javas and a Maven that only say what they were told. */
class LauncherTest {
    private static final List<String> TOOLS =
            List.of("sh", "find", "head", "readlink", "sed", "mkdir", "rm", "mv", "grep", "cat");
    private static final Instant BUILT = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path temp;
    private Path root;
    private Path tools;
    private final Map<String, String> environment = new HashMap<>();

    private record Ran(int code, String out, String err) {
        List<String> words() {
            return out.lines().toList();
        }
    }

    @BeforeEach
    void plant() throws IOException {
        root = Files.createDirectories(temp.resolve("a clone"));
        Files.copy(Path.of(System.getProperty("orca.root"), "orca"), root.resolve("orca"));
        source("pom.xml", BUILT.minusSeconds(60));
        source("orca-core/src/main/java/A.java", BUILT.minusSeconds(60));
        tools = Files.createDirectories(temp.resolve("tools"));
        for (String tool : TOOLS) {
            script(tools.resolve(tool), "exec '" + onPath(tool) + "' \"$@\"");
        }
        environment.put("PATH", tools.toString());
        environment.put("HOME", temp.resolve("home").toString());
        environment.put("ORCA_JVM_FOLDERS", "");
        environment.put("JAVA_HOME", jdk("new jdk", "25.0.3").toString());
    }

    private void built() throws IOException {
        for (String jar : List.of("lib/orca-cli-1.jar", "lib/orca-core-1.jar", "lib/picocli-4.jar", "orca-simulator-1.jar")) {
            source("orca-simulator/target/" + jar, BUILT);
        }
    }

    private Path source(String name, Instant at) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "");
        Files.setLastModifiedTime(file, FileTime.from(at));
        return file;
    }

    /** A JDK whose java prints each of its arguments in a line of its own, and makes no archives. */
    private Path jdk(String name, String version) throws IOException {
        Path home = Files.createDirectories(temp.resolve("jvms").resolve(name));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        script(home.resolve("bin/java"), "case \"$*\" in *Rehearsal*) exit 1 ;; esac\nprintf '%s\\n' \"$@\"");
        return home;
    }

    private static void script(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Path onPath(String tool) {
        return Arrays.stream(System.getenv("PATH").split(":")).map(folder -> Path.of(folder, tool))
                .filter(Files::isExecutable).findFirst().orElseThrow();
    }

    private Ran run(Path folder, String command, String... args) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("sh", command));
        words.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Path out = temp.resolve("out");
        Path err = temp.resolve("err");
        Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("the launcher ends").isTrue();
        return new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private Ran orca(String... args) throws IOException, InterruptedException {
        return run(root, "./orca", args);
    }

    @Test
    void aVerbRunsTheClientWithItsWordsAsTheyWereTyped() throws Exception {
        built();
        Ran ran = orca("request", "--command", "echo 'a  b' $HOME", "");
        assertThat(ran.code()).isZero();
        assertThat(ran.err()).isEmpty();
        assertThat(ran.words()).containsSubsequence("-cp",
                root.toRealPath() + "/orca-simulator/target/lib/orca-cli-1.jar:"
                        + root.toRealPath() + "/orca-simulator/target/lib/orca-core-1.jar:"
                        + root.toRealPath() + "/orca-simulator/target/lib/picocli-4.jar",
                "orca.cli.Main", "request", "--command", "echo 'a  b' $HOME", "");
    }

    @Test
    void otherProgramsRunWithEverything() throws Exception {
        built();
        assertThat(orca("demo", "--keep").words()).endsWith("orca.simulator.demo.Main", "demo", "--keep");
        assertThat(orca("up", "site.yaml").words()).endsWith("orca.runtime.container.Main", "up", "site.yaml")
                .contains(root.toRealPath() + "/orca-simulator/target/orca-simulator-1.jar:"
                        + root.toRealPath() + "/orca-simulator/target/lib/*");
        assertThat(orca("journal", "verify").words()).endsWith("orca.runtime.container.Main", "journal", "verify");
    }

    @Test
    void itIsFoundThroughLinksAndFromAnyFolder() throws Exception {
        built();
        Path bin = Files.createDirectories(temp.resolve("some bin"));
        Files.createSymbolicLink(bin.resolve("real"), root.resolve("orca"));
        Files.createSymbolicLink(bin.resolve("orca"), Path.of("real"));
        for (Ran ran : List.of(run(temp, bin.resolve("orca").toString(), "get"), run(bin, "orca", "get"),
                run(temp, "a clone/orca", "get"), run(root, "orca", "get"))) {
            assertThat(ran.err()).isEmpty();
            assertThat(ran.words()).endsWith("orca.cli.Main", "get");
        }
    }

    @Test
    void itTellsTheProgramWhatWasTyped() throws Exception {
        built();
        script(temp.resolve("jvms/new jdk/bin/java"),
                "case \"$*\" in *Rehearsal*) exit 1 ;; esac\nprintf '%s\\n' \"$ORCA_COMMAND\"");
        environment.put("ORCA_COMMAND", "of somebody else");
        Path bin = Files.createDirectories(temp.resolve("some bin"));
        Files.createSymbolicLink(bin.resolve("orca"), root.resolve("orca"));
        assertThat(orca("get").out()).isEqualTo("./orca\n");
        assertThat(run(root, "orca", "get").out()).isEqualTo("./orca\n");
        assertThat(run(temp, bin.resolve("orca").toString(), "demo").out()).isEqualTo(bin + "/orca\n");
        environment.put("PATH", tools + ":" + bin);
        assertThat(run(temp, bin.resolve("orca").toString(), "up").out()).as("it is on the path").isEqualTo("orca\n");
    }

    @Test
    void javaThatIsTooOldIsASentenceThatNamesIt() throws Exception {
        built();
        environment.put("JAVA_HOME", jdk("old", "17.0.15").toString());
        environment.put("ORCA_JVM_FOLDERS", jdk("older/one", "1.8.0_402").getParent().toString());
        Ran ran = orca("get", "units");
        assertThat(orca("demo")).as("the demo says the same").isEqualTo(ran);
        assertThat(ran.code()).isEqualTo(7);
        assertThat(ran.err()).isEqualTo("orca: Java 21 or later is needed, and only Java 17 in " + temp + "/jvms/old, Java 8 in "
                + temp + "/jvms/older/one was found; install a JDK (Debian: apt install openjdk-21-jdk)"
                + " or set JAVA_HOME to one\n");
        assertThat(ran.out()).isEmpty();
    }

    @Test
    void aNewerJavaElsewhereIsFound() throws Exception {
        built();
        environment.put("JAVA_HOME", jdk("old", "17").toString());
        environment.put("ORCA_JVM_FOLDERS", "/nowhere:" + jdk("more of them/mid", "21.0.1").getParent());
        assertThat(orca("get").words()).endsWith("orca.cli.Main", "get");
    }

    @Test
    void theJavaOnThePathIsAskedWhenItsFolderDoesNotSayItsVersion() throws Exception {
        built();
        environment.remove("JAVA_HOME");
        Path home = temp.resolve("unsaid");
        script(home.resolve("bin/java"),
                "case $1 in -version) echo 'openjdk version \"22-ea\" 2024-03-19' >&2 ;; *) printf '%s\\n' \"$@\" ;; esac");
        Files.createSymbolicLink(tools.resolve("java"), home.resolve("bin/java"));
        assertThat(orca("get").words()).endsWith("orca.cli.Main", "get");
    }

    @Test
    void noJavaAtAllIsASentenceToo() throws Exception {
        built();
        environment.remove("JAVA_HOME");
        assertThat(orca("get").err()).startsWith("orca: Java 21 or later is needed, and none was found;");
    }

    @Test
    void policiesFromOutsideAreOnTheClassPathOfWhatAsksThem() throws Exception {
        built();
        String usual = Files.createDirectories(root.resolve("plugins")).toRealPath() + "/*";
        assertThat(orca("sim", "replay").words()).anyMatch(word -> word.endsWith(":" + usual));
        environment.put("ORCA_PLUGINS", Files.createDirectories(temp.resolve("my plugins")).toString());
        assertThat(orca("up", "f").words()).anyMatch(word -> word.endsWith(":" + temp + "/my plugins/*"));
        assertThat(orca("plugin", "check", "x").words()).endsWith("orca.runtime.container.Main", "plugin", "check", "x");
        environment.put("ORCA_PLUGINS", "/not/there");
        assertThat(orca("up", "f").err()).isEqualTo("orca: ORCA_PLUGINS: there is no folder /not/there\n");
        assertThat(orca("up", "f").code()).isEqualTo(7);
    }

    @Test
    void nothingBuiltAndNoMavenIsASentence() throws Exception {
        Ran ran = orca("demo");
        assertThat(ran.code()).isEqualTo(7);
        assertThat(ran.err()).isEqualTo("orca: Maven is needed to build the programs, and there is no mvn on the path;"
                + " install it (Debian: apt install maven)\n");
    }

    @Test
    void whatIsNotBuiltOrOlderThanItsSourcesIsBuilt() throws Exception {
        Path stamp = root.resolve("orca-simulator/target/orca-simulator-1.jar");
        script(tools.resolve("mvn"), "echo \"$PWD $*\" >> '" + temp + "/mvn.log'; mkdir -p orca-simulator/target/lib;"
                + " : > '" + stamp + "'; : > orca-simulator/target/lib/orca-cli-1.jar");
        Ran first = orca("get");
        assertThat(first.err()).isEqualTo("orca: building the programs, which takes a minute or two the first time ...\n"
                + "orca: built.\n");
        assertThat(first.words()).endsWith("orca.cli.Main", "get");
        assertThat(Files.readString(temp.resolve("mvn.log"))).isEqualTo(root.toRealPath() + " -q -B -DskipTests package\n");
        assertThat(orca("get").err()).as("nothing to build").isEmpty();
        source("handlers/native/src/main/java/B.java", Instant.now().plusSeconds(60));
        environment.put("ORCA_NO_BUILD", "1");
        assertThat(orca("get").err()).as("told not to build").isEmpty();
        environment.remove("ORCA_NO_BUILD");
        assertThat(orca("get").err()).contains("building the programs");
    }

    @Test
    void aBuildThatFailsShowsWhatMavenSaid() throws Exception {
        script(tools.resolve("mvn"), "echo '[ERROR] A.java:[1,1] class expected'; exit 1");
        Ran ran = orca("get");
        assertThat(ran.code()).isEqualTo(7);
        assertThat(ran.err()).contains("[ERROR] A.java:[1,1] class expected\norca: the build failed; all that it said is in ");
    }

    @Test
    void aFolderThatCannotBeWrittenIsASentence() throws Exception {
        script(tools.resolve("mvn"), "exit 0");
        Files.writeString(root.resolve("orca-simulator"), "a file where the folder should be");
        assertThat(orca("get").err()).isEqualTo("orca: cannot write " + root.toRealPath()
                + "/orca-simulator/target, where the programs are built; clone the repository into a folder of your own\n");
    }

    @Test
    void nothingOutsideTheTargetFolderIsTouched() throws Exception {
        built();
        orca("get");
        try (var files = Files.walk(root)) {
            assertThat(files.filter(Files::isRegularFile).map(f -> root.relativize(f).toString()).sorted().toList())
                    .containsExactly("orca", "orca-core/src/main/java/A.java", "orca-simulator/target/lib/orca-cli-1.jar",
                            "orca-simulator/target/lib/orca-core-1.jar", "orca-simulator/target/lib/picocli-4.jar",
                            "orca-simulator/target/orca-simulator-1.jar", "pom.xml");
        }
        assertThat(temp.resolve("home")).doesNotExist();
    }
}
