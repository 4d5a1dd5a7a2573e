package orca.simulator.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole demo on virtual machines, by a daemon of libvirt that is there for this test only. */
@Tag("hosts")
@Timeout(400)
class LibvirtDemoIT {
    @TempDir
    private Path temp;
    private Process daemon;

    @BeforeEach
    void daemon() throws Exception {
        // Whether packages are missing is seen before a daemon is asked; a socket that is nowhere says the rest is there.
        Optional<String> missing = SmallGuest.missing(uri()).filter(why -> why.startsWith("these packages"))
                .or(() -> Files.isExecutable(Path.of("/usr/sbin/libvirtd")) ? Optional.empty()
                        : Optional.of("these packages are missing: libvirt-daemon"))
                .or(() -> System.getProperty("user.name").equals("root") ? Optional.empty() : Optional.of("it needs root"));
        assertThat(missing.isEmpty() || !"true".equals(System.getenv("CI"))).as(missing.orElse("")).isTrue();
        assumeTrue(missing.isEmpty(), missing.orElse(""));
        Path script = Path.of(System.getProperty("orca.root"),
                "handlers/libvirt/src/test/resources/orca/handler/libvirt/daemon.sh");
        ProcessBuilder builder = new ProcessBuilder("sh", script.toString(), home().toString(), "demo-host")
                .redirectErrorStream(true).redirectOutput(temp.resolve("daemon.log").toFile());
        builder.environment().merge("PATH", ":/usr/sbin:/sbin", String::concat);
        daemon = builder.start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        for (Optional<String> silent = SmallGuest.missing(uri()); silent.isPresent(); silent = SmallGuest.missing(uri())) {
            assertThat(daemon.isAlive()).as(Files.readString(temp.resolve("daemon.log"))).isTrue();
            assertThat(System.nanoTime() - deadline).as(silent.get()).isNegative();
        }
    }

    @AfterEach
    void end() throws InterruptedException {
        if (daemon != null) {
            daemon.destroy();
            assertThat(daemon.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private Path home() {
        return temp.resolve("libvirt");
    }

    private String uri() {
        return "qemu+unix:///system?socket=" + home().resolve("sock/libvirt-sock");
    }

    private record Ran(int code, String text) {}

    /** The demo finds the daemon by its environment, so it has a process of its own. */
    private Ran demo(String... words) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of(java, "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"), Main.class.getName(), "demo"));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LIBVIRT_DEFAULT_URI", uri());
        builder.environment().put("XDG_CACHE_HOME", temp.resolve("cache").toString());
        Process process = builder.start();
        try (InputStream said = process.getInputStream()) {
            String text = new String(said.readAllBytes(), StandardCharsets.UTF_8);
            return new Ran(process.waitFor(), text);
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void onMachinesOfLibvirtTheSameHappensAndNothingIsLeft() throws Exception {
        Path state = Files.createDirectories(temp.resolve("state"));
        Ran ran = demo("--folder", state.toString());
        assertThat(ran.code()).as(ran.text()).isZero();
        assertThat(ran.text()).as("what it chose by itself").contains("Machines are made by the handler 'libvirt'");
        assertThat(ran.text()).contains("apart by: virtual machines, accelerated by: ")
                .contains("ok  three leases are active, with a unit each, on two hosts")
                .containsPattern("it lets its owner in, runs Linux [0-9.]+-.*-cloud-amd64 and has been up for")
                .containsPattern("the end moved from .* to .*, and the unit is the same")
                .contains("every lease is closed and the site has no unit left");
        assertThat(state).isEmptyDirectory();
        Process list = new ProcessBuilder("virsh", "-c", uri(), "list", "--all", "--name").start();
        assertThat(new String(list.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).isBlank();
        assertThat(list.waitFor()).isZero();
    }
}
