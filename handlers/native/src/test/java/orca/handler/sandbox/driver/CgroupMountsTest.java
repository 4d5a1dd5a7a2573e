package orca.handler.sandbox.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import orca.handler.sandbox.driver.CgroupMounts.Controller;
import orca.handler.sandbox.driver.CgroupMounts.Mount;
import org.junit.jupiter.api.Test;

class CgroupMountsTest {
    private static final Set<Controller> NONE = EnumSet.noneOf(Controller.class);

    @Test
    void oneMountPerControllerIsRead() {
        String mounts = """
                31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
                32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu
                33 31 0:30 / /sys/fs/cgroup/cpuacct rw,relatime - cgroup cgroup rw,cpuacct
                34 31 0:31 / /sys/fs/cgroup/cpuset rw,relatime - cgroup cgroup rw,cpuset
                35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
                40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,name=systemd
                41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
                """;
        String groups = """
                9:name=systemd:/
                4:memory:/site/daemon
                2:cpuacct:/
                1:cpu:/
                0::/
                """;

        assertThat(CgroupMounts.parse(mounts, groups)).containsExactly(
                mount(1, Set.of(Controller.CPU), "/sys/fs/cgroup/cpu"),
                mount(1, Set.of(Controller.CPUACCT), "/sys/fs/cgroup/cpuacct"),
                mount(1, Set.of(Controller.MEMORY), "/sys/fs/cgroup/memory", "/sys/fs/cgroup/memory/site/daemon"),
                mount(2, NONE, "/sys/fs/cgroup/unified"));
    }

    @Test
    void controllersThatShareAMountAreReadTogether() {
        String mounts = "33 31 0:30 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid shared:9 - cgroup cgroup rw,cpu,cpuacct\n";

        String top = "/sys/fs/cgroup/cpu,cpuacct";
        assertThat(CgroupMounts.parse(mounts, "4:cpu,cpuacct:/user.slice\n"))
                .containsExactly(mount(1, Set.of(Controller.CPU, Controller.CPUACCT), top, top + "/user.slice"));
    }

    @Test
    void theUnifiedLayoutIsRead() {
        String mounts = "35 24 0:30 / /sys/fs/cgroup rw,nosuid,nodev shared:9 - cgroup2 cgroup2 rw,nsdelegate\n";

        assertThat(CgroupMounts.parse(mounts, "0::/user.slice/user-1000.slice/session-2.scope\n")).containsExactly(
                mount(2, NONE, "/sys/fs/cgroup", "/sys/fs/cgroup/user.slice/user-1000.slice/session-2.scope"));
    }

    @Test
    void inAContainerTheMountBeginsAtItsOwnGroup() {
        String mounts = "35 24 0:30 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n";

        assertThat(CgroupMounts.parse(mounts, "3:memory:/docker/abc\n"))
                .containsExactly(mount(1, Set.of(Controller.MEMORY), "/sys/fs/cgroup/memory"));
        assertThat(CgroupMounts.parse(mounts, "3:memory:/docker/abc/inner\n")).containsExactly(
                mount(1, Set.of(Controller.MEMORY), "/sys/fs/cgroup/memory", "/sys/fs/cgroup/memory/inner"));
        assertThat(CgroupMounts.parse(mounts, "3:memory:/docker/abcdef\n"))
                .as("a neighbour whose name begins alike")
                .containsExactly(mount(1, Set.of(Controller.MEMORY), "/sys/fs/cgroup/memory"));
    }

    @Test
    void aGroupAboveTheMountIsNeverAPlace() {
        String mounts = "35 24 0:30 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n";

        assertThat(CgroupMounts.parse(mounts, "0::/../../other\n")).containsExactly(mount(2, NONE, "/sys/fs/cgroup"));
    }

    @Test
    void blanksInPathsAreReadAsTheKernelWritesThem() {
        String mounts = "35 24 0:30 / /a\\040b rw - cgroup cgroup rw,pids\n";

        assertThat(CgroupMounts.parse(mounts, "")).containsExactly(mount(1, Set.of(Controller.PIDS), "/a b"));
    }

    @Test
    void linesThatAreNoMountsAreSkipped() {
        assertThat(CgroupMounts.parse("\n-\nx y z\n1 2 3 / /x rw\n1 2 3 / /x rw - cgroup\n", "nonsense\n::\n")).isEmpty();
    }

    private static Mount mount(int version, Set<Controller> controllers, String... places) {
        return new Mount(version, controllers, java.util.Arrays.stream(places).map(Path::of).toList());
    }
}
