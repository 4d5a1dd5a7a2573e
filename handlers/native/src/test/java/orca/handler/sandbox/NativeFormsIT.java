package orca.handler.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import orca.core.handler.Action;
import orca.core.resource.PropertyList;
import orca.testkit.RecordingContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The weaker forms, each forced: by whoever runs the tests, and where that is root also by a user who is not. */
@Tag("hosts")
@Timeout(300)
class NativeFormsIT {
    /** Nobody, by tradition. */
    private static final int NOBODY = 65534;

    @TempDir
    Path temporary;

    private final List<Path> folders = new ArrayList<>();

    @AfterEach
    void leaveNothing() throws Exception {
        for (Path folder : folders) {
            assertThat(NativeNode.in(folder, "auto").clean()).as("left on the host").isEmpty();
        }
    }

    /** One life of a unit of a forced form; prints what it saw as properties. It runs in this process, or in one of nobody's. */
    static final class Life {
        private Life() {}

        public static void main(String[] args) throws Exception {
            live(NativeNode.in(Path.of(args[0]), args[1])).store(System.out, null);
        }

        static Properties live(NativeNode node) throws Exception {
            Properties seen = new Properties();
            PropertyList wanted = PropertyList.of("command", "echo $GREETING; exit 3").with("env.greeting", "hello");
            PropertyList made = node.setup("u1", wanted);
            node.setup("u2", PropertyList.of("command", "exec sleep 4714"));
            made.forEach(entry -> seen.setProperty(entry.getKey(), entry.getValue().toString()));
            record Question(String name, String script) {}
            for (Question question : List.of(
                    new Question("hostname", "hostname"),
                    new Question("user", "id -u"),
                    new Question("rights", "grep -E 'CapEff|NoNewPrivs' /proc/self/status"),
                    new Question("processes", "cat /proc/[0-9]*/cmdline | tr '\\0' ' '"),
                    new Question("state", "ls -d '" + node.folder().resolve("users") + "'"),
                    new Question("hog", "head -c 300000000 /dev/zero | tail > /dev/null; echo tail $?"),
                    new Question("modest", "head -c 20000000 /dev/zero | tail | wc -c"),
                    new Question("data", "ulimit -d"),
                    new Question("written", "echo mine > $HOME/x; cat $HOME/x"))) {
                seen.setProperty(question.name(), node.sh("u1", question.script()).text());
            }
            seen.setProperty("other", node.sh("u2", "cat $HOME/x; echo $?").text());
            seen.setProperty("code", Integer.toString(node.sh("u1", "exit 9").code()));
            RecordingContext words = new RecordingContext();
            NativeNode.done(node.handler().handle(NativeNode.call(Action.TEARDOWN, "u1"), words));
            seen.setProperty("printed", String.join("|", words.lines()));
            seen.setProperty("left", node.traces("u1").toString());
            node.teardown("u2");
            seen.setProperty("left2", node.traces("u2").toString());
            return seen;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "group"})
    void aForcedFormHoldsWhatItSaysForWhoeverRunsIt(String form) throws Exception {
        check(form, Life.live(NativeNode.in(folder(temporary, form), form)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "group"})
    void aForcedFormHoldsWhatItSaysForAUserWhoIsNotRoot(String form) throws Exception {
        assumeTrue(root(), "these tests run as a user who is not root already");
        Properties seen = liveAsNobody(form, form);

        check(form, seen);
        assertThat(seen.getProperty("native.limits")).startsWith("cpu not limited; memory 64 MiB for the data of each process");
        assertThat(seen.getProperty("data").strip()).isEqualTo("65536");
    }

    @Test
    void aUserWhoIsNotRootIsToldWhyTheStrongestFormIsNotToBeHad() throws Exception {
        assumeTrue(root(), "these tests run as a user who is not root already");
        assertThat(liveAsNobody("auto", "auto").getProperty("native.form")).isIn("user", "group");
        String refused = liveAsNobody("root", "refused").getProperty("thrown");
        assertThat(refused).contains("form root does not work here: this process is not root");
    }

    private void check(String form, Properties seen) throws IOException {
        assertThat(seen.getProperty("native.form")).isEqualTo(form);
        boolean apart = form.equals("user");
        String host = Files.readString(Path.of("/proc/sys/kernel/hostname"));
        assertThat(seen.getProperty("hostname")).isEqualTo(apart ? "u1\n" : host);
        assertThat(seen.getProperty("rights")).contains("CapEff:\t0000000000000000").contains("NoNewPrivs:\t1");
        assertThat(seen.getProperty("processes").contains("4714")).as("sees the other unit").isEqualTo(!apart);
        assertThat(seen.getProperty("state").contains("cannot access")).as("does not see the node's folder").isEqualTo(apart);
        assertThat(seen.getProperty("hog")).doesNotContain("tail 0");
        assertThat(seen.getProperty("modest")).isEqualTo("20000000\n");
        assertThat(seen.getProperty("written")).isEqualTo("mine\n");
        assertThat(seen.getProperty("other")).doesNotContain("mine");
        assertThat(seen.getProperty("code")).isEqualTo("9");
        assertThat(seen.getProperty("printed")).isEqualTo("hello");
        assertThat(seen.getProperty("left")).isEqualTo("[]");
        assertThat(seen.getProperty("left2")).isEqualTo("[]");
        if (form.equals("group") && seen.containsKey("native.user")) {
            assertThat(seen.getProperty("user").strip()).isEqualTo(seen.getProperty("native.user"));
        }
    }

    /** Runs {@link Life} as nobody, from copies that nobody may read. */
    private Properties liveAsNobody(String form, String name) throws Exception {
        Path open = folder(temporary, "open-" + name);
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx--x--x"));
        List<String> classpath = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(":")) {
            Path copy = open.resolve("cp").resolve(Integer.toString(classpath.size()) + (entry.endsWith(".jar") ? ".jar" : ""));
            copy(Path.of(entry), copy);
            classpath.add(copy.toString());
        }
        Path state = Files.createDirectory(open.resolve("state"));
        Files.setAttribute(state, "unix:uid", NOBODY);
        Path errors = open.resolve("errors");
        Process process = new ProcessBuilder(
                        "setpriv", "--reuid", Integer.toString(NOBODY), "--regid", Integer.toString(NOBODY), "--clear-groups",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1", "-Djava.io.tmpdir=" + state, "-cp", String.join(":", classpath),
                        Life.class.getName(), state.toString(), form)
                .directory(open.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            String printed = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            Properties seen = new Properties();
            seen.load(new java.io.StringReader(printed));
            if (process.exitValue() != 0) {
                seen.setProperty("thrown", Files.readString(errors));
            }
            return seen;
        } finally {
            process.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
            endUnitsOf(state);
        }
    }

    /** Ends what nobody's units left running; no handler of this user would find them. */
    private static void endUnitsOf(Path state) throws IOException {
        String label = "ORCA_NODE=" + NativeNode.key(state, NOBODY);
        for (String pid : NativeNode.pids()) {
            if (List.of(NativeNode.text(Path.of("/proc", pid, "environ")).split("\0")).contains(label)) {
                ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        if (!Files.exists(from)) {
            return;
        }
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = from.equals(file) ? to : to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                Files.setPosixFilePermissions(
                        target, PosixFilePermissions.fromString(Files.isDirectory(target) ? "rwxr-xr-x" : "rw-r--r--"));
            }
        }
    }

    private Path folder(Path parent, String name) throws IOException {
        Path folder = Files.createDirectory(parent.resolve(name));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwx--x--x"));
        if (!name.startsWith("open-")) {
            folders.add(folder);
        }
        return folder;
    }

    private static boolean root() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }
}
