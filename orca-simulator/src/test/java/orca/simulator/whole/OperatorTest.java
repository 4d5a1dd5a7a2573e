package orca.simulator.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import orca.cli.screen.Terminal;
import orca.cli.verb.Orca;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Somebody commands a container from another desk, with a key, as docs/trust.md says. */
@Timeout(180)
class OperatorTest {
    @TempDir
    private Path folder;

    private Path site;
    private Path desk;
    private Town town;

    @BeforeEach
    void introduce() throws Exception {
        site = Files.createDirectories(folder.resolve("site"));
        desk = Files.createDirectories(folder.resolve("desk"));
        good(site, "key", "new", "keys/ops.key");
        good(desk, "key", "new", "keys/ada.key");
        Files.writeString(desk.resolve("ada.pub"), good(desk, "key", "introduce", "ada", "--name", "ada", "--role", "operator"));
        good(site, "trust", "add", desk.resolve("ada.pub").toString());
        town = new Town(site, Town.USUAL.replace("{port: 0}", "{port: 0, listen: \"127.0.0.1:0\", key: ops}"));
    }

    @AfterEach
    void close() {
        town.close();
    }

    private static Town.Ran typed(Path where, Map<String, String> environment, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Orca.run(new Terminal(Town.print(out), Town.print(err), new HashMap<>(environment), where, Clock.systemUTC(),
                ZoneOffset.UTC, false, 80, 24), args);
        return new Town.Ran(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static String good(Path where, String... args) {
        Town.Ran ran = typed(where, Map.of(), args);
        assertThat(ran.code()).as(ran.err()).isZero();
        return ran.out();
    }

    private String url() {
        return town.container().secureUrl().orElseThrow().toString();
    }

    private String fingerprint() {
        return good(site, "key", "show", "ops", "-o", "name").strip();
    }

    @Test
    void anOperatorGivesCommandsFromElsewhereAndIsNamedInTheStory() {
        String print = fingerprint();
        good(desk, "trust", "add", "--fingerprint", print, "--name", "west", "--role", "authority",
                "--endpoint", "management=" + url());
        good(desk, "get", "actors", "--container", url(), "--key", "ada");
        Map<String, String> variables = Map.of("ORCA_CONTAINER", url(), "ORCA_KEY", desk.resolve("keys/ada.key").toString(),
                "ORCA_TRUST", desk.toString());
        town.until("the delegations are held", () -> typed(folder, variables, "get", "delegations").out().lines()
                .filter(line -> line.matches(".* held +(given|held) .*")).count() == 4);
        Town.Ran asked = typed(folder, variables, "request", "--id", "r1", "--type", "licence", "--units", "3", "--for", "1h");
        assertThat(asked.code()).as(asked.err()).isZero();
        town.until("the broker asks", () ->
                typed(folder, variables, "get", "tickets", "r1").out().contains("approval"));
        Town.Ran yes = typed(folder, variables, "approve", "r1", "--reason", "she may");
        assertThat(yes.code()).as(yes.err()).isZero();
        assertThat(typed(folder, variables, "wait", "r1").code()).isZero();
        assertThat(typed(folder, variables, "describe", "r1").out()).contains("ada: she may");
        assertThat(typed(folder, Map.of(), "get", "actors", "--container", url(), "--key",
                desk.resolve("keys/ada.key").toString(), "--fingerprint", print.toUpperCase(Locale.ROOT)).code())
                .as("without an address book").isZero();
    }

    @Test
    void whatIsMissingOrWrongIsSaid() {
        no(2, "--key: a container elsewhere needs an operator's key", "--container", url());
        no(2, "there is no key file bob and no keys/bob.key", "--container", url(), "--key", "bob",
                "--fingerprint", "0".repeat(64));
        no(2, "--trust: nobody in the address book of . is managed at " + url(), "--container", url(), "--key", "ada");
        no(2, "--fingerprint: must be 64 hexadecimal digits", "--container", url(), "--key", "ada", "--fingerprint", "beef");
        no(2, "--container: url: must have a host", "--container", "https:///x", "--key", "ada");
        no(2, "--key, --trust, --fingerprint: are for a container elsewhere", "--container",
                town.container().url().toString(), "--key", "ada");
        no(7, "certificate: has somebody else's key: it is " + fingerprint() + " instead of 0000", "--container", url(),
                "--key", "ada", "--fingerprint", "0".repeat(64));
        no(7, "No container answers at https://127.0.0.1:1", "--container", "https://127.0.0.1:1", "--key", "ada",
                "--fingerprint", fingerprint());
        good(desk, "key", "new", "keys/eve.key");
        no(7, "is not known here; on this machine, 'orca trust add --role operator' makes it an operator", "--container", url(),
                "--key", "eve", "--fingerprint", fingerprint());
    }

    private void no(int code, String message, String... options) {
        String[] args = new String[options.length + 2];
        args[0] = "get";
        args[1] = "actors";
        System.arraycopy(options, 0, args, 2, options.length);
        Town.Ran ran = typed(desk, Map.of(), args);
        assertThat(ran.err()).startsWith("orca: ").contains(message).doesNotContain("Exception");
        assertThat(ran.code()).as(ran.err()).isEqualTo(code);
    }
}
