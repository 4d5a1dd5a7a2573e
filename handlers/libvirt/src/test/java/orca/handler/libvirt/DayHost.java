package orca.handler.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import orca.testkit.FreePort;

/** A host of the site of {@link SiteDayIT}, as somebody sees it who looks at its hypervisor. */
sealed interface DayHost {
    String name();

    /** What the hypervisor calls its machines, all of them. */
    Set<String> machines() throws Exception;

    /** What {@code command} says in the machine at {@code address}, once it is let in. */
    String inMachine(String address, String command) throws Exception;

    private static Set<String> names(String list) {
        return new TreeSet<>(list.lines().map(String::strip).filter(line -> !line.isEmpty()).toList());
    }

    /** One of QEMU's, in a network namespace of this machine; its agent is a process that the test may kill. */
    final class Qemu implements DayHost {
        private final String name;
        private final Lab lab;
        private final Lab.Host host;
        private final Path folder;
        private final int port = FreePort.take();
        private Process agent;

        Qemu(String name, Lab lab, Lab.Host host, Path folder) {
            this.name = name;
            this.lab = lab;
            this.host = host;
            this.folder = folder;
        }

        @Override
        public String name() {
            return name;
        }

        /** Root of the host types the line that the operator sent, and starts the agent. */
        void join(String line) throws Exception {
            Lab.run("env", "ORCA_NO_BUILD=1", DaySite.launcher(), "agent", "join", line, "--folder", folder.toString(),
                    "--listen", "127.0.0.1:" + port, "--no-service", "--wait", "0s");
            startAgent();
        }

        void startAgent() throws Exception {
            ProcessBuilder builder = new ProcessBuilder(DaySite.launcher(), "agent", folder.resolve("agent.yaml").toString());
            builder.environment().put("ORCA_NO_BUILD", "1");
            agent = builder.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("agent.log").toFile())).start();
        }

        /** As the kernel ends a process that has too much memory. */
        void killAgent() throws Exception {
            assertThat(agent.destroyForcibly().waitFor(30, TimeUnit.SECONDS)).isTrue();
        }

        /** Kills the emulator of a machine, whose name ends with {@code unit}. */
        void killMachine(String unit) throws Exception {
            Lab.run("pkill", "-9", "-f", "guest=[^ ,]*-" + unit + ",");
        }

        /** What the driver says of itself when its host joins. */
        List<String> settings() {
            return List.of("uri=" + host.uri(), "folder=" + folder.resolve("machines"), "images=" + lab.images(),
                    "acceleration=qemu", "network=bridge", "bridge=br0");
        }

        @Override
        public Set<String> machines() throws Exception {
            return names(host.virsh("list", "--all", "--name"));
        }

        /** Units of which the driver has anything on the disk. */
        Set<String> folders() throws Exception {
            try (Stream<Path> units = Files.list(folder.resolve("machines/units"))) {
                return new TreeSet<>(units.map(unit -> unit.getFileName().toString()).toList());
            }
        }

        @Override
        public String inMachine(String address, String command) throws Exception {
            return lab.awaitSsh(address, command);
        }

        void end() throws Exception {
            if (agent != null && agent.isAlive()) {
                killAgent();
            }
        }
    }

    /** A real Xen with its dom0, in an emulator of this machine; systemd runs its agent. */
    final class Xen implements DayHost {
        private final String name;
        private final NestedHost host;

        Xen(String name, NestedHost host) {
            this.name = name;
            this.host = host;
        }

        @Override
        public String name() {
            return name;
        }

        NestedHost host() {
            return host;
        }

        /** A thin pool, images, and the key by which guests are logged into from here. */
        void prepare(Lab lab) throws Exception {
            host.in("truncate -s 1G /srv/pool && losetup /dev/loop7 /srv/pool && pvcreate -q /dev/loop7"
                    + " && vgcreate -q vg0 /dev/loop7 && lvcreate -q -L 900M -T vg0/thin"
                    + " && vgchange -q -an vg0 && losetup -d /dev/loop7");
            // A host has such a disk, and such an address, after each boot.
            host.write("/etc/systemd/system/room.service", """
                    [Unit]
                    After=network.target
                    Before=libvirtd.service
                    [Service]
                    Type=oneshot
                    RemainAfterExit=yes
                    ExecStart=losetup /dev/loop7 /srv/pool
                    ExecStart=vgchange -ay vg0
                    ExecStart=ip addr add 10.9.0.1/16 dev br0
                    [Install]
                    WantedBy=multi-user.target
                    """);
            host.in("systemctl enable -q --now room");
            host.put(lab.images(), "/srv/images");
            host.put(lab.key(), "/root/guest-key");
        }

        List<String> settings() {
            return List.of("uri=xen:///system", "acceleration=xen", "trial=0", "images=/srv/images", "volumes=vg0/thin",
                    "network=bridge", "bridge=br0");
        }

        @Override
        public Set<String> machines() throws Exception {
            return names(host.in("virsh -c xen:///system list --all --name | grep -v Domain-0 || true"));
        }

        /** Units that have a thin volume, or a folder. */
        Set<String> leftovers() throws Exception {
            return names(host.in("lvs --noheadings -o lv_name vg0 | grep -v -e thin -e orca-image- || true;"
                    + " ls /var/lib/orca/libvirt/units"));
        }

        @Override
        public String inMachine(String address, String command) throws Exception {
            return host.inMachine(DaySite.SOON, address, command);
        }
    }
}
