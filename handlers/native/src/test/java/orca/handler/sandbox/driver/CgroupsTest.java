package orca.handler.sandbox.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import orca.handler.sandbox.driver.CgroupMounts.Controller;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written where, in folders that look like the kernel's; and version 2's own killing, on the kernel where it is. */
class CgroupsTest {
    private static final Set<Controller> ALL = Set.of(Controller.values());

    @TempDir
    Path folder;

    @Test
    void versionOneIsWrittenInItsWords() throws IOException {
        Cgroups cgroups = cgroups(1, ALL);
        Path group = files("memory.limit_in_bytes", "memory.memsw.limit_in_bytes", "pids.max");
        files("cpu.cfs_period_us", "cpu.cfs_quota_us");
        Files.writeString(group.resolve("memory.limit_in_bytes"), "1\n");

        cgroups.limitMemory("u1", OptionalLong.of(64));
        cgroups.limitCpu("u1", OptionalLong.of(1500));
        cgroups.limitProcesses("u1", 77);

        assertThat(read("memory.limit_in_bytes")).isEqualTo("67108864");
        assertThat(read("memory.memsw.limit_in_bytes")).isEqualTo("67108864");
        assertThat(read("cpu.cfs_period_us")).isEqualTo("100000");
        assertThat(read("cpu.cfs_quota_us")).isEqualTo("150000");
        assertThat(read("pids.max")).isEqualTo("77");
    }

    @Test
    void versionTwoIsWrittenInItsWords() throws IOException {
        Cgroups cgroups = cgroups(2, ALL);
        files("memory.max", "memory.swap.max", "cpu.max", "pids.max", "cgroup.kill");

        cgroups.limitMemory("u1", OptionalLong.of(64));
        cgroups.limitCpu("u1", OptionalLong.of(10));
        cgroups.limitProcesses("u1", 77);
        cgroups.freeze("u1");

        assertThat(read("memory.max")).isEqualTo("67108864");
        assertThat(read("memory.swap.max")).isEqualTo("0");
        assertThat(read("cpu.max")).isEqualTo("1000 100000");
        assertThat(read("pids.max")).isEqualTo("77");
        assertThat(read("cgroup.kill")).isEqualTo("1");
    }

    @Test
    void noBoundIsWrittenToo() throws IOException {
        Cgroups one = cgroups(1, ALL);
        files("memory.limit_in_bytes", "cpu.cfs_period_us", "cpu.cfs_quota_us");
        Files.writeString(folder.resolve("home/u1/memory.limit_in_bytes"), "1");
        one.limitMemory("u1", OptionalLong.empty());
        one.limitCpu("u1", OptionalLong.empty());
        assertThat(read("memory.limit_in_bytes")).isEqualTo("-1");
        assertThat(read("cpu.cfs_quota_us")).isEqualTo("-1");

        Cgroups two = cgroups(2, ALL);
        files("memory.max", "cpu.max");
        two.limitMemory("u1", OptionalLong.empty());
        two.limitCpu("u1", OptionalLong.empty());
        assertThat(read("memory.max")).isEqualTo("max");
        assertThat(read("cpu.max")).isEqualTo("max 100000");
    }

    @Test
    void aKernelWithoutALimitIsHeard() throws IOException {
        Cgroups cgroups = cgroups(1, ALL);
        files("cpu.cfs_period_us");

        assertThatThrownBy(() -> cgroups.limitCpu("u1", OptionalLong.of(500))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void withoutAControllerNothingIsWrittenAndItSaysSo() throws IOException {
        Cgroups cgroups = cgroups(1, Set.of(Controller.FREEZER));
        files("freezer.state");
        cgroups.limitMemory("u1", OptionalLong.of(64));
        cgroups.limitCpu("u1", OptionalLong.of(500));
        cgroups.limitProcesses("u1", 77);

        assertThat(cgroups.holds(Controller.MEMORY)).isEmpty();
        assertThat(cgroups.holds(Controller.FREEZER)).contains(1);
        cgroups.freeze("u1");
        assertThat(read("freezer.state")).isEqualTo("FROZEN");
        cgroups.thaw("u1");
        assertThat(read("freezer.state")).isEqualTo("THAWED");
    }

    @Test
    void versionTwoPassesItsControllersDown() throws IOException {
        Files.createDirectories(folder.resolve("home"));
        Files.writeString(folder.resolve("cgroup.subtree_control"), "cpu\n");
        Files.writeString(folder.resolve("home/cgroup.subtree_control"), "memory cpu pids\n");
        Cgroups cgroups = cgroups(2, Set.of(Controller.CPU, Controller.MEMORY));
        cgroups.make("u1");

        assertThat(Files.readString(folder.resolve("cgroup.subtree_control"))).isEqualTo("+memory");
        assertThat(Files.readString(folder.resolve("home/cgroup.subtree_control"))).isEqualTo("memory cpu pids\n");
        assertThat(folder.resolve("home/u1")).isDirectory();
    }

    @Test
    void processesAreReadFromAllGroupsAndThoseBelow() throws IOException {
        Cgroups cgroups = cgroups(1, ALL);
        files("cgroup.procs");
        Files.createDirectories(folder.resolve("home/u1/below"));
        Files.writeString(folder.resolve("home/u1/cgroup.procs"), "12\n7\n");
        Files.writeString(folder.resolve("home/u1/below/cgroup.procs"), "7\n99\n");

        assertThat(cgroups.processes("u1")).containsExactly(7L, 12L, 99L);
        assertThat(cgroups.processes("u2")).isEmpty();
        assertThat(cgroups.units()).containsExactly("u1");
    }

    @Test
    void versionTwoKillsAndRemovesOnTheRealKernel() throws Exception {
        Path top = Path.of("/sys/fs/cgroup/unified");
        top = Files.isDirectory(top) ? top : Path.of("/sys/fs/cgroup");
        assumeTrue(Files.exists(top.resolve("cgroup.subtree_control")), "no cgroup v2 is mounted");
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "needs root");
        Path home = top.resolve("orca-test-" + ProcessHandle.current().pid());
        Cgroups cgroups = new Cgroups(List.of(new Cgroups.Hierarchy(2, Set.of(Controller.FREEZER), home)));
        File nowhere = new File("/dev/null");
        Process process = new ProcessBuilder("sleep", "600").redirectOutput(nowhere).redirectError(nowhere).start();
        try {
            cgroups.make("u1");
            Files.writeString(home.resolve("u1/cgroup.procs"), Long.toString(process.pid()), StandardOpenOption.WRITE);
            assertThat(cgroups.processes("u1")).containsExactly(process.pid());
            assertThat(cgroups.remove("u1")).containsExactly(home.resolve("u1"));
            cgroups.freeze("u1");
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(137);
        } finally {
            process.destroyForcibly().waitFor(60, TimeUnit.SECONDS);
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (!cgroups.remove("u1").isEmpty() && System.nanoTime() - deadline < 0) {
                Thread.onSpinWait();
            }
        }
        assertThat(home).doesNotExist();
    }

    private Cgroups cgroups(int version, Set<Controller> controllers) {
        return new Cgroups(List.of(new Cgroups.Hierarchy(version, controllers, folder.resolve("home"))));
    }

    private Path files(String... names) throws IOException {
        Path group = Files.createDirectories(folder.resolve("home/u1"));
        for (String name : names) {
            Files.writeString(group.resolve(name), "");
        }
        return group;
    }

    private String read(String name) throws IOException {
        return Files.readString(folder.resolve("home/u1").resolve(name));
    }
}
