package orca.handler.libvirt.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process of this test's, of which a folder says what the kernel says of a container's. */
class FirstProcessTest {
    private static final Slice SLICE = new Slice("orca-n-u1");
    private static final long HERE = ProcessHandle.current().pid();

    @TempDir
    private Path processes;
    private Process process;

    @BeforeEach
    void begin() throws IOException {
        process = new ProcessBuilder("sleep", "600").start();
    }

    @AfterEach
    void end() {
        process.destroyForcibly();
    }

    private Optional<FirstProcess> found(String numbers, String group, String name) throws IOException {
        Path known = Files.createDirectories(processes.resolve(Long.toString(process.pid())));
        Files.writeString(known.resolve("status"), "Name:\t" + name + "\nPid:\t" + process.pid() + "\nNSpid:\t" + numbers + "\n");
        Files.writeString(known.resolve("cgroup"), "0::" + group + "\n");
        Files.writeString(known.resolve("comm"), name + "\n");
        return FirstProcess.of(processes, HERE, SLICE);
    }

    private static String in(Slice slice) {
        return "/machine.slice/" + slice.name() + "/machine-lxc.scope/libvirt";
    }

    @Test
    void itIsToldToEndBySigterm() throws Exception {
        FirstProcess first = found(process.pid() + "\t1", in(SLICE), "init").orElseThrow();
        assertThat(first.handle()).isEqualTo(process.toHandle());
        first.end();
        assertThat(process.waitFor()).isEqualTo(128 + 15);
        first.end();
    }

    @Test
    void systemdIsToldInItsOwnWords() throws Exception {
        FirstProcess first = found(process.pid() + "\t1", in(SLICE), "systemd").orElseThrow();
        first.end();
        assertThat(process.waitFor()).as("SIGRTMIN+4").isEqualTo(128 + 38);
        first.end();
    }

    @Test
    void nobodyElseIsTakenForIt() throws IOException {
        assertThat(found(process.pid() + "\t17", in(SLICE), "init")).as("another of its processes").isEmpty();
        assertThat(found(Long.toString(process.pid()), in(SLICE), "init")).as("one of the host").isEmpty();
        assertThat(found(process.pid() + "\t5\t1", in(SLICE), "init")).as("the first of something in it").isEmpty();
        assertThat(found(process.pid() + "\t1", in(new Slice("orca-n-u2")), "init")).as("another unit's").isEmpty();
        assertThat(found(process.pid() + "\t1", "/user.slice", "init")).as("somebody else's").isEmpty();
        assertThat(FirstProcess.of(0, SLICE)).as("of no container").isEmpty();
        Path gone = processes.resolve(Long.toString(process.pid()));
        for (String file : new String[] {"comm", "cgroup", "status"}) {
            Files.delete(gone.resolve(file));
            assertThat(FirstProcess.of(processes, HERE, SLICE)).as("one that ended meanwhile").isEmpty();
        }
    }
}
