package orca.simulator.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import orca.wire.management.AccessFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./orca up} as a process of its own, from its first line to its exit code. Needs the packaged programs. */
@Timeout(240)
class UpIT {
    private static final String FILE = """
            folder: data
            management: {port: 0}
            authorities:
              west:
                types: {licence: none}
                hosts: {pool: {type: licence, units: 3}}
                delegations: [{to: market, type: licence, units: 3}]
            brokers: {market: {}}
            service-managers: {guest: {}}
            """;

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();

    private record Ran(int code, String out, String err) {}

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("site.yaml"), FILE);
    }

    @AfterEach
    void endWhatIsLeft() {
        started.forEach(Process::destroyForcibly);
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    private Process start(String name, String... args) throws IOException {
        List<String> words = new ArrayList<>(List.of(Path.of(System.getProperty("orca.root"), "orca").toString()));
        words.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
        Map<String, String> environment = builder.environment();
        environment.put("ORCA_NO_BUILD", "1");
        environment.put("XDG_CACHE_HOME", file("cache").toString());
        environment.remove("ORCA_CONTAINER");
        Process process = builder.redirectOutput(file(name + ".out").toFile())
                .redirectError(file(name + ".err").toFile()).start();
        started.add(process);
        return process;
    }

    private Ran end(String name, Process process) throws IOException, InterruptedException {
        assertThat(process.waitFor(90, TimeUnit.SECONDS)).as(name + " ends").isTrue();
        return new Ran(process.exitValue(), Files.readString(file(name + ".out")), Files.readString(file(name + ".err")));
    }

    private Ran orca(String... args) throws IOException, InterruptedException {
        String name = "command-" + started.size();
        return end(name, start(name, args));
    }

    /** Waits until a file of the container says that it listens. */
    private void listens(Process up, String name) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (!Files.readString(file(name + ".out")).contains("Ctrl-C ends it")) {
            assertThat(up.isAlive()).as(Files.readString(file(name + ".err"))).isTrue();
            assertThat(System.nanoTime()).as("the container comes up").isLessThan(deadline);
            up.waitFor(50, TimeUnit.MILLISECONDS);
        }
    }

    @Test
    void itSaysWhatItHostsIsFoundByCommandsAndEndsInGoodOrderWhenTold() throws Exception {
        Process up = start("up", "up", "site.yaml");
        listens(up, "up");
        // From another folder, without being told where: the one started last.
        assertThat(orca("get", "actors", "-o", "name").out().lines()).containsExactlyInAnyOrder("guest", "market", "west");
        Ran lease = orca("request", "--id", "seat", "--type", "licence", "--for", "1h", "--wait");
        assertThat(lease.code()).as(lease.err()).isZero();
        Ran second = orca("up", "site.yaml");
        assertThat(second.code()).isEqualTo(7);
        assertThat(second.err()).isEqualTo("orca: Another container runs on " + file("data")
                + "; stop it first, or use another folder.\n");
        assertThat(orca("get", "actors").code()).as("the one that runs is still found").isZero();
        assertThat(orca("journal", "verify", "data").code()).as("it runs").isEqualTo(7);

        up.destroy(); // SIGTERM
        Ran ended = end("up", up);
        assertThat(ended.code()).isZero();
        assertThat(ended.err()).isEmpty();
        Matcher said = Pattern.compile("(?s)authority west \\(policy best-fit\\)\nbroker market \\(policy first-come\\)\n"
                + "service manager guest\nIt listens on http://127.0.0.1:[0-9]+ and keeps its journals in \\S+/data\\.\n"
                + "Try '(\\S*orca) get actors' in another window\\. Ctrl-C ends it; leases outlive that, .*\n"
                + "Ending: .*\nEnded\\.\n").matcher(ended.out());
        assertThat(said.matches()).as(ended.out()).isTrue();
        assertThat(said.group(1)).isEqualTo(Path.of(System.getProperty("orca.root"), "orca").toString());
        assertThat(file("data").resolve(AccessFile.NAME)).doesNotExist();
        assertThat(file("cache/orca/last-container")).doesNotExist();
        assertThat(orca("get", "actors").err()).startsWith("orca: no container runs here\n");
        Ran sound = orca("journal", "verify", "data");
        assertThat(sound.code()).as(sound.out()).isZero();

        Process again = start("again", "up", "site.yaml");
        listens(again, "again");
        assertThat(orca("get", "reservations", "seat", "-o", "yaml").out()).contains("state: active");
        again.destroy();
        assertThat(end("again", again).code()).isZero();
    }

    @Test
    void aBackupOfARunningSiteIsRestoredElsewhereAfterItWasKilled() throws Exception {
        Process up = start("up", "up", "site.yaml");
        listens(up, "up");
        assertThat(orca("request", "--id", "kept", "--type", "licence", "--for", "1h", "--wait").code()).isZero();
        assertThat(orca("request", "--id", "ended", "--type", "licence", "--for", "1h", "--wait").code()).isZero();
        Ran backup = orca("backup", "site.backup");
        assertThat(backup.code()).as(backup.err()).isZero();
        assertThat(orca("request", "--id", "later", "--type", "licence", "--for", "1h", "--wait").code()).isZero();
        assertThat(orca("close", "ended", "--wait").code()).isZero();
        up.destroyForcibly().waitFor(); // SIGKILL
        assertThat(orca("journal", "verify", "site.backup").code()).isZero();

        Files.writeString(file("second.yaml"), FILE.replace("folder: data", "folder: second"));
        Ran restored = orca("journal", "restore", "site.backup", "second.yaml");
        assertThat(restored.code()).as(restored.out() + restored.err()).isZero();
        Process second = start("second", "up", "second.yaml");
        listens(second, "second");
        assertThat(Files.readString(file("second.out"))).contains("note: 'west': it was restored from the backup of ")
                .contains("promises nothing new before 'orca settle west'");
        assertThat(orca("get", "reservations", "-o", "name").out().lines()).containsExactlyInAnyOrder("kept", "ended");
        for (String actor : List.of("guest", "market", "west")) {
            assertThat(orca("settle", actor, "--anyway").code()).isZero();
        }
        Ran anew = orca("request", "--id", "anew", "--type", "licence", "--for", "1h", "--wait");
        assertThat(anew.code()).as(anew.err()).isZero();
        assertThat(orca("get", "units", "-o", "name").out().lines()).hasSize(3)
                .anyMatch(unit -> unit.matches("west-u\\d+\\.\\d+"));
        second.destroy();
        assertThat(end("second", second).code()).isZero();
    }

    @Test
    void commandsFromElsewhereAreOpenedByAKeyAndLoggedWithItsName() throws Exception {
        assertThat(orca("key", "new", "keys/ops.key").code()).isZero();
        assertThat(orca("key", "new", "keys/ada.key").code()).isZero();
        String print = orca("key", "show", "ops", "-o", "name").out().strip();
        assertThat(orca("trust", "add", "--fingerprint", orca("key", "show", "ada", "-o", "name").out().strip(),
                "--name", "ada", "--role", "operator").code()).isZero();
        Files.writeString(file("site.yaml"), FILE.replace("{port: 0}", "{port: 0, listen: \"127.0.0.1:0\", key: ops}"));
        Process up = start("up", "up", "site.yaml");
        listens(up, "up");
        Matcher url = Pattern.compile("Operators elsewhere are heard on (\\S+), with their keys\\.")
                .matcher(Files.readString(file("up.out")));
        assertThat(url.find()).isTrue();
        Ran set = orca("host", "set", "more", "--type", "licence", "--units", "2", "--container", url.group(1), "--key", "ada",
                "--fingerprint", print);
        assertThat(set.code()).as(set.err()).isZero();
        assertThat(orca("get", "hosts", "-o", "name").out().lines()).containsExactlyInAnyOrder("pool", "more");
        up.destroy();
        assertThat(end("up", up).err()).containsPattern("operator ada \\([0-9a-f]{16}\\.\\.\\) orders host \\{.*\"more\"");
    }

    @Test
    void whatCannotRunIsASentenceAndACode() throws Exception {
        Files.writeString(file("wrong.yaml"), FILE.replace("brokers", "brokres"));
        Ran wrong = orca("up", "wrong.yaml");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("wrong.yaml: line 8: brokres: unknown name; did you mean 'brokers'?")
                .doesNotContain("Exception");
        Ran none = orca("up");
        assertThat(none.code()).isEqualTo(2);
        Files.writeString(file("data"), "a file where the folder should be");
        Ran unwritable = orca("up", "site.yaml");
        assertThat(unwritable.code()).isEqualTo(7);
        assertThat(unwritable.err()).startsWith("orca: The folder " + file("data") + " cannot be written")
                .contains("give the container a folder of its own").doesNotContain("\tat ");
        assertThat(orca("handler", "test").code()).as("a verb that does not exist").isEqualTo(2);
    }
}
