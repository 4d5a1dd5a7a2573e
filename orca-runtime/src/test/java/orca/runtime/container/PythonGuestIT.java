package orca.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import orca.wire.management.Filter;
import orca.wire.trust.AddressBook;
import orca.wire.trust.Fingerprint;
import orca.wire.trust.Limits;
import orca.wire.trust.Peer;
import orca.wire.trust.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A guest that was written in Python from docs/protocol.md and the WSDL, with a site and a broker that run. */
@Tag("hosts")
@Timeout(240)
class PythonGuestIT {
    /** Debian's own, which python3-zeep and python3-xmlsec belong to. */
    private static final String PYTHON = "/usr/bin/python3";
    private static final Path SCRIPTS = Path.of(System.getProperty("orca.root", "..")).resolve("orca-simulator/src/test/python");

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endWhatIsLeft() {
        started.forEach(Process::destroyForcibly);
    }

    private Process start(String script, String... args) throws IOException {
        List<String> words = new ArrayList<>(List.of(PYTHON, SCRIPTS.resolve(script).toString()));
        words.addAll(List.of(args));
        Process process = new ProcessBuilder(words).redirectError(folder.resolve("err").toFile()).start();
        started.add(process);
        return process;
    }

    private String rest(Process process) throws Exception {
        assertThat(process.waitFor(90, TimeUnit.SECONDS)).as("it ends").isTrue();
        assertThat(process.exitValue()).as(Files.readString(folder.resolve("err"))).isZero();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** What it says when it gives up. */
    private String trouble(String... args) throws Exception {
        Process process = start("guest_soap.py", args);
        assertThat(process.waitFor(90, TimeUnit.SECONDS)).as("it ends").isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        return Files.readString(folder.resolve("err"));
    }

    /** Makes a key, and has its fingerprint taken down at the broker. */
    private void letIn(Village village, String script) throws Exception {
        Fingerprint guest = Fingerprint.parse(rest(start(script, "key", folder.toString())));
        AddressBook.change(village.home("market"), book -> book.with(new Peer("snake", Role.SERVICE_MANAGER, guest, List.of(),
                new Limits(List.of(), Optional.of(4L), Optional.empty()), "", Optional.of(Instant.EPOCH))));
    }

    @Test
    void itLeasesAMachineBySignedSoap() throws Exception {
        for (String module : List.of("zeep", "xmlsec")) {
            Process there = new ProcessBuilder(PYTHON, "-c", "import " + module).start();
            assertThat(there.waitFor()).as("apt-get install python3-" + module).isZero();
        }
        try (Village village = new Village(folder)) {
            village.startAll();
            String broker = village.key("market").principal().value();
            rest(start("guest_soap.py", "key", folder.toString()));
            assertThat(trouble("live", folder.toString(), village.url("market"), broker)).as("before it is let in")
                    .contains("zeep.exceptions.Fault: who has the key ").contains("orca trust add");
            assertThat(trouble("live", folder.toString(), village.url("market"), "0".repeat(64))).as("with another in mind")
                    .contains("AssertionError: answered by " + broker);
            letIn(village, "guest_soap.py");
            lives(village, start("guest_soap.py", "live", folder.toString(), village.url("market"), broker));
        }
    }

    @Test
    void itLeasesAMachineByXmlRpcWithTheStandardLibraryAlone() throws Exception {
        try (Village village = new Village(folder)) {
            village.startAll();
            letIn(village, "guest_rpc.py");
            lives(village, start("guest_rpc.py", "live", folder.toString(), village.rpcUrl("market"),
                    village.key("market").principal().value(), village.rpcUrl("duke")));
        }
    }

    private void lives(Village village, Process guest) throws Exception {
        try (BufferedReader out = guest.inputReader(StandardCharsets.UTF_8)) {
            List<String> said = new ArrayList<>();
            for (String line = out.readLine(); line != null && !line.equals("waiting"); line = out.readLine()) {
                said.add(line);
            }
            assertThat(said).as(Files.readString(folder.resolve("err"))).containsExactly("ticket: ticketed 1 of vm",
                    "lease: active 1 on h1 at 10.0.0.1");
            assertThat(village.client("duke").units(Filter.LIVE).items()).singleElement()
                    .satisfies(unit -> assertThat(unit.state()).isEqualTo("ready"));
            guest.getOutputStream().write('\n');
            guest.getOutputStream().flush();
            List<String> later = out.lines().toList();
            assertThat(later).as(Files.readString(folder.resolve("err")))
                    .containsExactly("too much: refused denied", "extended: by an hour", "over: ended ended", "refused: unknown");
        }
        assertThat(guest.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(guest.exitValue()).as(Files.readString(folder.resolve("err"))).isZero();
        assertThat(village.client("duke").units(Filter.LIVE).items()).isEmpty();
    }
}
